"""What is drawn again, and what is not."""

from dashboard.kept import MOST, kept


def test_part_is_drawn_again_when_it_is_drawn_from_another_object():
    drawn = []
    draw = kept(lambda found, tick: drawn.append(tick) or list(found))
    one, other = [1], [1]
    assert [draw(one, 1), draw(one, 1), draw(other, 1), draw(one, 2), draw(one, 1)] == [[1]] * 5
    assert drawn == [1, 1, 2]


def test_what_is_kept_does_not_grow():
    drawn = []
    draw = kept(drawn.append)
    for tick in (*range(MOST + 1), 0):
        draw(tick)
    assert drawn == [*range(MOST + 1), 0]
