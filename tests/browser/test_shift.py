"""What leaders and shifts read: the funnel, and the hand-over that two people sign."""

import re

from playwright.sync_api import expect

from tests.patience import until


def test_funnel_counts_the_alerts_of_the_chosen_time_by_unit_kind_and_commune(day, open_page):
    page, log = open_page(f"{day.address}/funnel?lang=en", 1280, 900, "Chi", "leader")
    expect(page.locator("[data-step=detected]")).to_contain_text("100.0 %")
    expect(page.locator("#funnel-groups table")).to_have_count(3)
    page.get_by_label("Last 24 hours").check()
    expect(page.locator("[data-step=detected] .funnel-losses")).to_contain_text("nobody has taken it yet")
    frames = "[document.documentElement, ...document.querySelectorAll('.funnel-frame')]"  # why it was lost stands last
    assert page.evaluate(f"{frames}.every(frame => frame.scrollWidth <= frame.clientWidth)")
    assert (log.complaints, log.strangers()) == ([], [])


def test_police_are_told_that_the_funnel_is_not_for_them(day, chromium):
    context = chromium.new_context()
    context.add_cookies(day.cookies("Bình", "police"))
    page = context.new_page()
    assert page.goto(f"{day.address}/funnel?lang=vi").status == 403
    expect(page.locator("main")).to_contain_text("không thuộc vai trò")
    context.close()


def test_shift_is_handed_over_by_one_and_taken_over_by_another_who_sees_what_was_written(day, open_page):
    one, log = open_page(f"{day.address}/handover?lang=en", 1280, 900, "Dung", "operator")
    expect(one.locator("#handover-report")).to_contain_text(re.compile(r"Open cases: [1-9]"))
    one.fill("#handover-note", "chờ thợ đến trạm 3")
    one.locator("#handover-give").click()
    expect(one.locator("#handover-told")).to_contain_text("Signed.")
    assert one.locator("#handover-take").is_hidden()
    other, _ = open_page(f"{day.address}/handover?lang=en", 390, 844, "Giang", "operator")
    waiting = other.locator("#handover-waiting")
    expect(waiting).to_contain_text("Handed over by Dung")
    expect(waiting).to_contain_text("chờ thợ đến trạm 3")
    expect(waiting).to_contain_text(re.compile(r"Open cases: [1-9]"))
    other.locator("#handover-take").click()
    expect(other.locator("#handover-past")).to_contain_text("Taken over by Giang")
    until(lambda: other.locator("#handover-give").is_visible(), why="the next hand-over may begin")
    assert other.evaluate("document.documentElement.scrollWidth") <= 390
    assert (log.complaints, log.strangers()) == ([], [])
