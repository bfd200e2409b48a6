"""Published prices of image models, as plain data: US dollars per million tokens.

Where `source` says "quoted by", the publisher's own page was not at hand and the figures are
those of the quoting texts, which name that page; `as_of` is then the date of the first of them.
The pages themselves were read as stored copies, whose own dates are unknown. `chatgpt-image-latest`
is missing because the texts disagree. An operator's `prices` in config.yaml win over these.
"""

from collections.abc import Mapping

_DOCS = "https://developers.openai.com/api/docs/models/"

_SECOND = {
    "text_input": "5",
    "cached_text_input": "1.25",
    "image_input": "8",
    "cached_image_input": "2",
    "image_output": "30",
}
_FIVE = _SECOND | {
    "source": "https://developers.openai.com/api/docs/pricing, quoted by https://apidog.com/es/blog/gpt-image-2-5-api/; "
    "cached prices as for gpt-image-2",
    "as_of": "2026-09-09",
}
_TWO = _SECOND | {
    "text_output": "10",
    "source": _DOCS + "gpt-image-2, quoted by https://github.com/theopenco/llmgateway/pull/2059 "
    "and https://xairouter.com/en/models/gpt-image-2/",
    "as_of": "2026-04-21",
}
_ONE_FIVE = {
    "text_input": "5",
    "cached_text_input": "1.25",
    "image_input": "8",
    "cached_image_input": "2",
    "text_output": "10",
    "image_output": "32",
}

PUBLISHED: Mapping[str, Mapping[str, str]] = {
    "gpt-image-2.6-sunburst": _SECOND | {"source": _DOCS + "gpt-image-2.6-sunburst", "as_of": "2026-11-21"},
    "gpt-image-2.6-flare": _SECOND
    | {
        "source": _DOCS
        + "gpt-image-2.6-flare, quoted by https://docs.apiyi.com/en/live/2026-11/gpt-image-2-6-launch.md; "
        "cached prices as for gpt-image-2.6-sunburst",
        "as_of": "2026-11-05",
    },
    "gpt-image-2.5-sunburst": _FIVE,
    "gpt-image-2.5-sunburst-2026-09-08": _FIVE,
    "gpt-image-2.5-flare": _FIVE,
    "gpt-image-2.5-flare-2026-09-08": _FIVE,
    "gpt-image-2": _TWO,
    "gpt-image-2-2026-04-21": _TWO,
    "gpt-image-1.5": _ONE_FIVE
    | {
        "source": "https://openai.com/api/pricing/, quoted by https://github.com/simonw/llm-prices/issues/41; "
        "text prices as public price tables agree",
        "as_of": "2025-12-17",
    },
    "gpt-image-1-mini": {
        "text_input": "2",
        "cached_text_input": "0.20",
        "image_input": "2.50",
        "cached_image_input": "0.25",
        "image_output": "8",
        "source": _DOCS + "gpt-image-1-mini",
        "as_of": "2026-11-21",
    },
}
"""By model, in the form of `core.settings.ModelPrice`."""
