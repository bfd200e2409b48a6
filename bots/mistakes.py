"""What a value's type says against it, as a sentence."""

from typing import Final

from pydantic_core import ErrorDetails

_SENTENCES: Final = {
    "missing": "This key is required.",
    "bool_parsing": "This must be true or false.",
    "bool_type": "This must be true or false.",
    "int_parsing": "This must be a whole number.",
    "int_type": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "float_parsing": "This must be a number.",
    "float_type": "This must be a number.",
    "decimal_parsing": "This must be a number.",
    "decimal_type": "This must be a number.",
    "string_type": "This must be text; put it in quotes.",
    "string_too_short": "This needs more letters, at least {min_length}.",
    "string_too_long": "This takes fewer letters, at most {max_length}.",
    "tuple_type": "This must be a list, such as `[a, b]`; `[]` means none.",
    "model_type": "This must be a mapping of keys.",
    "dict_type": "This must be a mapping of keys.",
    "date_parsing": "This must be a date, such as 2026-11-21.",
    "date_from_datetime_parsing": "This must be a date, such as 2026-11-21.",
    "greater_than": "This must be greater than {gt}.",
    "greater_than_equal": "This must be at least {ge}.",
    "less_than_equal": "This must be at most {le}.",
    "too_short": "This needs more entries, at least {min_length}.",
    "too_long": "This takes fewer entries, at most {max_length}.",
    "literal_error": "This must be one of: {expected}.",
}


def sentence(error: ErrorDetails) -> str:
    """What is wrong with a value, without the value."""
    known = _SENTENCES.get(error["type"])
    return known.format_map(error.get("ctx", {})) if known else f"{error['msg']}."
