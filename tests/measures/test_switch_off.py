"""The script that switches off each rule and method still finds what it switches off, and is believed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks.switch_off import HOME, METHODS, RULES, switches
from impactlib.params import caveat_rules


def test_every_switch_finds_its_text_once_and_its_tests():
    for switch in switches():
        source = (HOME / switch.path).read_text(encoding="utf-8")
        assert source.count(switch.text) == 1, switch.name
        assert switch.text != switch.instead
        files = {test.partition("::")[0] for test in switch.tests}
        assert all((HOME / file).is_file() for file in files), switch.name


def test_each_caveat_rule_has_a_switch_and_each_method_a_name_of_its_own():
    assert len([switch for switch in switches() if switch.path == RULES]) == len(caveat_rules())
    assert len({switch.name for switch in METHODS}) == len(METHODS)


@pytest.mark.slow
def test_a_switch_that_matters_is_noticed_and_one_that_does_not_is_not():
    code = """
from benchmarks.switch_off import METHODS, run
few = next(switch for switch in METHODS if switch.name == "too few answers")
print(run((few, type(few)("nothing", few.path, few.text, few.text, few.tests))))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=HOME, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['nothing']"
