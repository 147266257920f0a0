"""`vaern replay`: what would come out otherwise, and nothing is changed."""

import json

import pytest

from tests.factories.casework import START, answer_everything, casework
from vaern import clock
from vaern.assessments.models import Finding
from vaern.cli.main import main
from vaern.process import assess

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        made = casework()
        answer_everything(made)
        assess.lock(made.case, "law", made.as_("jurist"))
        yield made


def test_replay_says_that_all_is_as_before(cast, capsys):
    assert main(["replay"]) == 0
    assert capsys.readouterr().out.endswith("Alle fund kommer ud som før.\n")


def test_replay_lists_the_case_and_the_provision_as_text_and_as_json(cast, capsys):
    Finding.objects.filter(provision="straffeloven/119a").update(result="does_not_point_to")
    assert main(["replay", "--case", cast.case.number]) == 0
    said = capsys.readouterr().out
    assert f"{cast.case.number}, hændelse 1: straffeloven/119a var: peger ikke på; nu: peger på." in said
    assert main(["replay", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changed"][0]["now"] == "points_to"


def test_replay_of_an_unknown_case_is_refused(cast, capsys):
    assert main(["replay", "--case", "V-0"]) == 3
    assert "ingen sag med nummer V-0" in capsys.readouterr().err
