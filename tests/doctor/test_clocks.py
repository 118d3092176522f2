"""Time zones and the clock."""

from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine

from doctor import clocks
from doctor.finding import Level
from tests.doctor.report import now


def test_the_zone_data_here_know_the_changes_of_the_clock():
    (finding,) = clocks.check_zones(ZoneInfo("Europe/Madrid"), now())

    assert finding.level is Level.OK


def test_zone_data_that_differ_from_the_package_are_found():
    # Lisbon's rules under Madrid's name: what a machine with outdated data looks like from here.
    outdated = ZoneInfo.from_file(BytesIO(clocks.packaged_zone("Europe/Lisbon")), key="Europe/Madrid")

    (finding,) = clocks.check_zones(outdated, now())

    assert finding.level is Level.WARN
    assert "disagree about Europe/Madrid" in finding.says


@pytest.mark.parametrize(("seconds", "words"), [(300, "300 seconds ahead of"), (-300, "300 seconds behind")])
def test_a_clock_that_goes_wrong_is_found(graph, seconds, words):
    with time_machine.travel(now() + timedelta(seconds=seconds)):
        (finding,) = clocks.check_clock(graph)

    assert finding.level is Level.WARN
    assert finding.says.replace("299", "300").replace("301", "300").startswith(f"this machine is {words}")
