"""Path loss against figures that others published for the same formulae, and against hand computation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.propagation import (
    breakpoint_metres,
    cost_231,
    free_space,
    hata_open,
    hata_suburban,
    hata_urban,
    rma_los,
    rma_nlos,
    uma_los,
    uma_nlos,
)

DECIBELS = 0.1


# ns-3, three-gpp-propagation-loss-model-test-suite.cc: hBS 35 m (RMa) or 25 m (UMa), hUT 1.5 m, 5 GHz, W 20 m, h 5 m
@pytest.mark.parametrize(
    ("model", "height", "losses"),
    [
        (rma_los, 35.0, {10: 77.3784, 100: 87.2965, 1000: 108.5577, 10_000: 140.3896}),
        (rma_nlos, 35.0, {10: 77.3784, 100: 95.7718, 1000: 133.5223, 5000: 160.5169}),
        (uma_los, 25.0, {10: 72.9380, 100: 86.2362, 1000: 109.7252, 5000: 137.6794}),
        (uma_nlos, 25.0, {10: 82.5131, 100: 106.1356, 1000: 144.7641, 5000: 172.0753}),
    ],
)
def test_3gpp_models_agree_with_published_figures(model, height, losses):
    assert model(5000.0, height, np.array(list(losses))) == pytest.approx(list(losses.values()), abs=DECIBELS)


# ns-3, okumura-hata-test-suite.cc: 2 km, hb 30 m, hm 1 m, 869 MHz and 2114 MHz. Two of its figures are not used:
# its open area was set between two programs that disagreed, its large city in COST-231 lacks the 4.97 of Hata's a(hm)
@pytest.mark.parametrize(
    ("loss", "published"),
    [
        (hata_urban(869.0, 30.0, 2000.0, receiver_metres=1.0, large_city=True), 137.93),
        (hata_urban(869.0, 30.0, 2000.0, receiver_metres=1.0), 137.88),
        (hata_suburban(869.0, 30.0, 2000.0, receiver_metres=1.0), 128.03),
        (cost_231(2114.0, 30.0, 2000.0, receiver_metres=1.0), 150.64),
    ],
)
def test_hata_models_agree_with_published_figures(loss, published):
    assert float(loss) == pytest.approx(published, abs=DECIBELS)


# rfbudget, tests of CostHataPathLoss: 46.3 + 110.353 - 20.413 - 0.043 and 3 dB more in a metropolitan centre
@pytest.mark.parametrize(("metropolitan", "published"), [(False, 136.197), (True, 139.197)])
def test_cost_231_agrees_with_a_worked_example(metropolitan, published):
    assert float(cost_231(1800.0, 30.0, 1000.0, large_city=metropolitan)) == pytest.approx(published, abs=0.01)


# by hand, from the text of Hata 1980: lg 900 = 2.954243, lg 30 = 1.477121
# 69.55 + 77.283 - 20.414 - 0.016 = 126.403 at 1 km; slope 44.9 - 9.675 = 35.225; suburban 2·1.50713² + 5.4 = 9.943
# open 4.78·8.72755 - 18.33·2.954243 + 40.94 = 28.506
@pytest.mark.parametrize(
    ("model", "kilometres", "by_hand"),
    [
        (hata_urban, 1, 126.403),
        (hata_urban, 10, 161.628),
        (hata_suburban, 1, 116.460),
        (hata_suburban, 10, 151.685),
        (hata_open, 1, 97.897),
        (hata_open, 20, 143.726),
    ],
)
def test_hata_at_900_mhz_agrees_with_hand_computation(model, kilometres, by_hand):
    assert float(model(900.0, 30.0, kilometres * 1000.0)) == pytest.approx(by_hand, abs=0.01)


# by hand, from TR 38.901 table 7.4.1-1 at 2 GHz, hBS 40 m, h 5 m, W 20 m, 1 km (d3D 1000.741 m): breakpoint 2513.27 m
# LOS 98.474 + 1.434 - 0.700 + 1.399 = 100.607; NLOS 161.04 - 9.237 + 5.242 - 38.949 + 0.012 + 6.021 + 0.001 = 124.130
@pytest.mark.parametrize(("model", "by_hand"), [(rma_los, 100.607), (rma_nlos, 124.130)])
def test_rma_at_two_gigahertz_agrees_with_hand_computation(model, by_hand):
    assert float(model(2000.0, 40.0, 1000.0)) == pytest.approx(by_hand, abs=0.01)


def test_breakpoint_is_where_the_ground_reflection_begins_to_tell():
    assert breakpoint_metres(2000.0, 40.0) == pytest.approx(2 * math.pi * 40 * 1.5 * 2e9 / 3e8)


def test_free_space_at_one_kilometre_and_one_gigahertz_is_92_decibels():
    assert float(free_space(1000.0, 1000.0)) == pytest.approx(92.44, abs=DECIBELS)


@pytest.mark.parametrize("bend", [0.999, 1.001])
def test_rma_is_without_a_step_at_its_breakpoint(bend):
    at = breakpoint_metres(900.0, 35.0)
    assert float(rma_los(900.0, 35.0, at * bend)) == pytest.approx(float(rma_los(900.0, 35.0, at)), abs=0.03)


MODELS = st.sampled_from([hata_urban, hata_suburban, hata_open, cost_231, rma_los, rma_nlos, uma_los, uma_nlos])


@given(MODELS, st.floats(500, 6000), st.floats(25, 150), st.floats(10, 20_000), st.floats(1.001, 2))
def test_loss_grows_with_distance(model, band, height, distance, further):
    near, far = model(band, height, np.array([distance, distance * further]))
    assert far >= near


@given(st.floats(500, 6000), st.floats(10, 150), st.floats(10, 10_000))
def test_loss_behind_houses_is_never_less_than_in_sight(band, height, distance):
    assert rma_nlos(band, height, distance) >= rma_los(band, height, distance)
    assert uma_nlos(band, height, distance) >= uma_los(band, height, distance)
