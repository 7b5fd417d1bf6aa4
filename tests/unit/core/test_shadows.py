"""What a shadow has found is summed up by endings and by lines."""

from passerelle.core.plans import Comparison
from passerelle.core.shadows import Shadow, tally
from tests.fakes import NOW


def shadow(before: str = "done", after: str = "done", *names: str) -> Shadow:
    return Shadow("e-1", NOW, Comparison(before, after, names))


def test_what_differs_is_counted_by_its_name_and_by_both_endings():
    found = tally(
        [
            shadow(),
            shadow("done", "done", "do.field.SIRET", "then1.url"),
            shadow("done", "done", "do.field.SIRET"),
            shadow("ignored:condition", "parked:missing_value"),
        ]
    )

    assert (found.compared, found.same) == (4, 1)
    assert found.names == {"do.field.SIRET": 2, "then1.url": 1}
    assert found.endings == {("ignored:condition", "parked:missing_value"): 1}


def test_an_event_that_differs_in_several_ways_is_one_event():
    found = tally([shadow("done", "parked:missing_value", "do.amount")])

    assert (found.compared, found.same, found.endings) == (1, 0, {("done", "parked:missing_value"): 1})
