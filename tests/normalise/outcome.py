"""What became of a raw value: an error's message is looked at outside of its handler."""

from collections.abc import Callable

from datapackage.text import NotNormalised


def refusal(function: Callable[[str], object], raw: str) -> NotNormalised | None:
    """Return why a value is refused, None if it is not; any other exception goes through."""
    try:
        function(raw)
    except NotNormalised as error:
        return error
    return None
