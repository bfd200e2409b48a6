"""Links in words."""

import time

import pytest

from core.identity import Platform
from core.links import MOST_CHARACTERS, link_handle, links_in, looks_like_picture


@pytest.mark.parametrize(
    ("words", "urls"),
    [
        ("make this blue https://a.example/cat.png", ["https://a.example/cat.png"]),
        ("https://a.example/cat.png, please!", ["https://a.example/cat.png"]),
        ("(see http://a.example/cat.png)", ["http://a.example/cat.png"]),
        ("https://a.example/cat_(1).png", ["https://a.example/cat_(1).png"]),
        ("[a cat](https://a.example/cat.png)", ["https://a.example/cat.png"]),
        ("把https://a.example/猫.png变成夜晚，谢谢", ["https://a.example/猫.png变成夜晚"]),
        ("把 https://a.example/cat.png，变成夜晚", ["https://a.example/cat.png"]),
        (
            "HTTPS://A.example/x?y=1&z=2#top and http://b.example",
            ["HTTPS://A.example/x?y=1&z=2#top", "http://b.example"],
        ),
        ("https://[::1]/cat.png", ["https://[::1]/cat.png"]),
        ("**https://a.example/cat.png**", ["https://a.example/cat.png"]),
        ("no link: www.example, ftp://a.example/x.png, https:// http://", []),
        ("http://[broken/x.png", []),
        ("https://...", []),
        ("https://a.example/" + "x" * MOST_CHARACTERS, []),
        ("", []),
    ],
)
def test_links_are_found_without_what_is_around_them(words: str, urls: list[str]) -> None:
    found = list(links_in(words))

    assert [link.url for link in found] == urls
    assert all(words[link.start : link.end].strip("<>") == link.url for link in found)


def test_the_brackets_that_suppress_a_preview_belong_to_the_link() -> None:
    [link] = links_in("look <https://a.example/cat.png> here")

    assert (link.url, link.start, link.end) == ("https://a.example/cat.png", 5, 32)


@pytest.mark.parametrize(
    ("url", "is_picture"),
    [
        ("https://a.example/cat.png", True),
        ("https://a.example/CAT.JPEG?width=300&height=200", True),
        ("https://a.example/photo.heic", True),
        ("https://a.example/logo.svg#top", True),
        ("https://pbs.example/media/abc?format=jpg&name=large", True),
        ("https://a.example/img?fm=webp", True),
        ("https://a.example/", False),
        ("https://a.example/article?id=5", False),
        ("https://a.example/page.html", False),
        ("https://a.example/?q=cat.png", False),
        ("https://[broken/cat.png", False),
        ("https://a.example/x?" + "a=1&" * 60 + "format=png", False),
    ],
)
def test_a_link_may_look_like_a_picture(url: str, *, is_picture: bool) -> None:
    assert looks_like_picture(url) is is_picture


def test_a_link_as_an_image_is_the_same_by_its_key_and_never_reused() -> None:
    one, same = (link_handle(Platform.DISCORD, "https://a.example/x/cat.png?y=1") for _ in range(2))
    other = link_handle(Platform.DISCORD, "https://a.example/x/dog.png")

    assert one == same
    assert one.key != other.key
    assert one.name == "cat.png"
    assert one.is_link
    assert not one.lasting
    assert one.origin == "https://a.example/x/cat.png?y=1"


@pytest.mark.parametrize(
    "words",
    [
        "https://" * 20_000,
        "https://a" + ")" * 50_000,
        "https://a.b/" + "(" * 30_000 + ")" * 30_000,
        "<" * 100_000,
    ],
)
def test_hostile_words_take_no_time(words: str) -> None:
    began = time.process_time()
    for link in links_in(words):
        looks_like_picture(link.url)

    assert time.process_time() - began < 0.5
