"""The directory's errors as the panel's failures."""

from __future__ import annotations

from typing import Any

import pytest

from panel_sim.adapters.directory_failures import aadsts, answer_failure, exception_failure

TEXT = "AADSTS700082: The refresh token has expired due to inactivity.\r\nTrace ID: 1\r\nCorrelation ID: 2"


@pytest.mark.parametrize(
    ("answer", "kind", "number", "code"),
    [
        ({"error": "invalid_grant", "error_description": TEXT, "error_codes": [700082]}, "sign-in-lapsed", 700082, 361),
        ({"error": "invalid_grant", "error_description": TEXT}, "sign-in-lapsed", 700082, 361),
        ({"error": "invalid_grant", "error_codes": [70043]}, "sign-in-lapsed", 70043, 361),
        ({"error": "invalid_grant", "error_codes": [50173]}, "sign-in-refused", 50173, 370),
        ({"error": "invalid_grant", "error_codes": [50057]}, "sign-in-refused", 50057, 370),
        ({"error": "consent_required", "error_codes": [65001]}, "sign-in-refused", 65001, 370),
        ({"error": "access_denied", "error_codes": [53003]}, "sign-in-refused", 53003, 370),
        ({"error": "interaction_required", "error_codes": [50076]}, "sign-in-refused", 50076, 370),
        ({"error": "invalid_grant", "error_codes": [65004]}, "declined", 65004, None),
        ({"error": "invalid_grant", "error_codes": ["x"]}, "sign-in-refused", None, 370),
        ({"error": "server_error", "error_codes": [90033]}, "service-busy", 90033, 360),
        ({"error": None}, "bad-answer", None, 360),
    ],
)
def test_answers(answer: dict[str, Any], kind: str, number: int | None, code: int | None) -> None:
    failure = answer_failure(answer, "refresh", 400)
    assert (failure.kind, failure.code, failure.leg) == (kind, code, "refresh")
    assert failure.aadsts == (f"AADSTS{number}" if number else "")
    assert aadsts(answer) == number


def test_the_reply_is_one_line_without_trace_and_number() -> None:
    failure = answer_failure({"error": "invalid_grant", "error_description": TEXT}, "refresh", 400)
    assert failure.detail == "AADSTS700082 invalid_grant: The refresh token has expired due to inactivity."


def test_a_busy_status_counts_where_the_error_says_nothing() -> None:
    assert answer_failure({"error": "odd"}, "refresh", 503).kind == "service-busy"
    assert exception_failure(ValueError("not JSON"), "refresh", 429).kind == "service-busy"
    assert exception_failure(ValueError("not JSON"), "refresh", 200).reply == "HTTP 200, not the answer of a directory"
