"""What a frame costs beside the least it could, and what a camera keeps in memory."""

import sys
import time

import cv2
import numpy as np
import psutil

from tests.vision.road import Car, Road, moments, pipeline, when
from vision.frame import decode

ROAD = Road((Car(stops=4), Car(stops=12, leaves=12, y=130, seed=4)))


def spent(work, *arguments):
    before = time.thread_time()
    work(*arguments)
    return time.thread_time() - before


def test_step_costs_a_few_times_a_decode_and_one_background_model(capsys):
    floor, through, model = [], pipeline(minimum_stop_seconds=8), cv2.createBackgroundSubtractorMOG2()
    ours = []
    for number, seconds in moments(0, 20, 5):
        jpeg = ROAD.jpeg(seconds)
        floor.append(spent(lambda picture: model.apply(decode(picture, 320, 50)), jpeg))
        ours.append(spent(through.step, jpeg, when(seconds), number))
    ratio = float(np.median(ours) / np.median(floor))
    with capsys.disabled():
        sys.stdout.write(f"\nvision: a frame costs {ratio:.2f} times its floor\n")
    assert ratio <= 6


def test_memory_of_a_camera_is_bounded_and_does_not_grow():
    process, through = psutil.Process(), pipeline(minimum_stop_seconds=8)
    jpegs = [ROAD.jpeg(seconds) for _, seconds in moments(0, 20, 5)]
    through.step(jpegs[0], when(-1), 0)
    for number, jpeg in enumerate(jpegs):
        through.step(jpeg, when(number / 5), number)
    before = process.memory_info().rss
    for number in range(len(jpegs), 15 * len(jpegs)):
        through.step(jpegs[-1 - number % 10], when(number / 5), number)
    assert process.memory_info().rss - before < 8e6
