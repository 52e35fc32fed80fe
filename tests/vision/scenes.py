"""Scenes written by hand: who walks, drives and stands where, in a zone of this purpose."""

from datetime import timedelta

from config.city import Zone
from tests.vision.road import START
from vision.scene import Scene, Stop, Track

PERSON = (0.5, 0.5, 0.52, 0.6)
CAR = (0.4, 0.5, 0.5, 0.6)


def zone(purpose, left=0.3, right=0.7, top=0.3, bottom=0.9):
    return Zone(name=purpose, purpose=purpose, polygon=((left, top), (right, top), (right, bottom), (left, bottom)))


def after(seconds):
    return START + timedelta(seconds=seconds)


def going(number=1, box=PERSON, kind="person", seconds=3.0, speed=(0.01, 0.0), mps=None):
    """A track that came to this box within so many seconds, at that speed in fractions a second."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    back = [seconds * n / 8 for n in range(8, -1, -1)]
    path = tuple((START - timedelta(seconds=ago), x - speed[0] * ago, y - speed[1] * ago) for ago in back)
    return Track(number, box, path, kind=kind, speed_mps=mps, born=path[0][0], seen=START)


def standing(number=1, box=CAR, seconds=30.0, came=True, kind="vehicle"):
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    since = START - timedelta(seconds=seconds)
    return Track(number, box, ((since, x, y),), Stop(since, came, 2.0, 1.0, START), kind=kind, seen=START)


def scene(*tracks, zones=(), at=0.0, **more):
    return Scene(after(at), 16 / 9, tracks, zones, **more)
