"""A hundred bookings while everything fails and the worker is killed again and again. In the end all is well.

CHAOS_BOOKINGS and CHAOS_SEED make it longer and different.
"""

import os
import sys
import time

import pytest

from tests.chaos.town import Town, found_town
from tests.chaos.troubles import Troubles
from tests.chaos.truth import (
    each_letter_arrived_in_its_order,
    no_work_ended_in_an_error,
    open_promises,
    technicians_know_what_is_theirs,
    the_calendars_agree,
    the_last_letters_tell_the_truth,
)
from tests.support.waiting import until

BOOKINGS = int(os.environ.get("CHAOS_BOOKINGS", "100"))
SEED = int(os.environ.get("CHAOS_SEED", "20261123"))

pytestmark = [pytest.mark.chaos, pytest.mark.slow]


def test_in_the_end_calendars_and_letters_agree_with_the_appointments(app, settings, standin, mail, tmp_path):
    town = Town(found_town(), SEED)
    troubles = Troubles(settings, standin, mail, tmp_path, SEED)

    def all_is_done(but_for=0):
        still_open, waiting = open_promises()
        if waiting:
            app.test_cli_runner().invoke(args=["retry"])
        return still_open <= but_for

    with troubles:
        while len(town.appointments) < BOOKINGS:
            town.something_happens()
            troubles.over.wait(town.chance.uniform(0, 0.3))
        end_of_troubles = time.monotonic() + BOOKINGS * 0.3
        while time.monotonic() < end_of_troubles and not all_is_done(but_for=BOOKINGS // 5):
            troubles.over.wait(2)

    began = time.monotonic()
    until(all_is_done, seconds=300, pause=0.5)
    settled = time.monotonic() - began
    troubles.end()

    the_calendars_agree(standin)
    each_letter_arrived_in_its_order(mail)
    the_last_letters_tell_the_truth(mail)
    technicians_know_what_is_theirs()
    no_work_ended_in_an_error()
    sys.stderr.write(
        f"{len(town.appointments)} bookings, {troubles.kills} kills, {troubles.graph_failures} failures of Microsoft, "
        f"{troubles.mail_failures} of the mail server; {len(mail.delivered)} letters arrived; "
        f"all was done {settled:.0f} seconds after the last trouble\n"
    )
