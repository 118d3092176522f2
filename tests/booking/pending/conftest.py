"""Dídac at his list, an appointment of Aina's with Clara, and the outside world to go wrong."""

import pytest
import time_machine

from booking.coordinate.actor import Actor
from tests.booking.follow_up.following import follow, mail
from tests.support.staff import browser_with, member, session_of
from tests.support.world import NOW

__all__ = ["follow", "mail"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


class List:
    """The page of what needs a hand, opened and acted on by Dídac, at the time of the follow-ups' clock."""

    def __init__(self, app, follow, clock):
        self.app, self.follow, self.clock = app, follow, clock
        self.didac = member("coordinator", office_id=follow.world.office_id)
        self.actor = Actor("staff", self.didac)
        self.browser = None

    def sign_in(self):
        """In the morning, or whenever it is."""
        self.clock.move_to(self.follow.clock())
        self.browser = browser_with(self.app, session_of(self.didac, self.follow.clock()))

    def open(self):
        self.sign_in()
        return self.browser.get("/coordinacio/pendents")

    def press(self, words):
        """Open the list and press the button that begins with these words; behind them stands whose it is."""
        self.open()
        return self.press_again(words)

    def press_again(self, words):
        """The same on the page that is open, which may be an old one by now."""
        [button] = [
            one.text
            for form in self.browser.page.forms
            for one in form.buttons
            if one.text.partition(" · ")[0] == words
        ]
        return self.browser.submit(button=button)

    @property
    def headings(self):
        return self.open().texts(".matter h2")


@pytest.fixture
def pending(app, follow, clock):
    return List(app, follow, clock)
