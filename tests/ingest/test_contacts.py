"""Contact details are masked; figures, codes and dates are not."""

import pytest

from ingest.contacts import EMAIL_MASK, TELEPHONE_MASK, mask_contacts


@pytest.mark.parametrize(
    "number",
    [
        "01632 960123",
        "020 7946 0958",
        "(0161) 496 0321",
        "07700 900123",
        "07700900123",
        "+44 20 7946 0958",
        "+44 (0)20 7946 0958",
        "0300 123 4567",
        "01632-960-123",
    ],
)
def test_telephone_numbers_are_masked(number: str) -> None:
    assert mask_contacts(f"Ring {number}, please.") == f"Ring {TELEPHONE_MASK}, please."


@pytest.mark.parametrize("address", ["a.b@trust.nhs.uk", "wres-team+x@example.org", "O'Hara@a.co"])
def test_addresses_are_masked(address: str) -> None:
    assert mask_contacts(f"Write to {address} now") == f"Write to {EMAIL_MASK} now"


@pytest.mark.parametrize(
    "text",
    [
        "from 1.70 to 0.82%",
        "2016-2017 and 2017/18",
        "£1.7 million, £0123456789",
        "RV5 and 0.95",
        "between 01/04/2018 and 31/03/2019",
        "bands 8a to 9, 1 in 4, 24% to 26%",
        "12 months 12 months",
        "0.71 0.55 0.62",
        "5,012,345,678 people",
        "ISBN 978-0-306-40615-7",
        "in 2018 0 of 12",
    ],
)
def test_figures_stay(text: str) -> None:
    assert mask_contacts(text) == text


def test_names_and_posts_stay() -> None:
    text = "Jo Bloggs, Director of Workforce (j.bloggs@x.nhs.uk)"
    assert mask_contacts(text) == f"Jo Bloggs, Director of Workforce ({EMAIL_MASK})"
