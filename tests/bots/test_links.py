"""Links are fetched from the public web only, whatever is tried."""

import asyncio
import gzip
import io
import ipaddress
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bots.addresses import is_public
from bots.links import MOST_REDIRECTS, PORTS, WebLinks, resolved
from core.errors import ImageTooLarge, LinkDead, LinkRefused, NotAnImage
from tests.platforms.web_server import NAME, PRIVATE, PUBLIC, LoopbackWeb, Page, loopback_web, trusting

MOST = 100_000


def png(colour: str = "red", side: int = 8) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "PNG")
    return out.getvalue()


PICTURE = png()


@pytest_asyncio.fixture
async def web() -> AsyncIterator[LoopbackWeb]:
    async with loopback_web() as served:
        served.pages["/cat.png"] = Page(PICTURE)
        yield served


def moved(to: str, status: int = 302) -> Page:
    return Page(status=status, headers={"Location": to, "Set-Cookie": "who=ada"})


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - not bound, judged
        "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1",
        "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
        "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "2002:7f00:1::1", "2002:a00:1::",
        "3fff::1", "4000::1", "2606:4700::1%lo",
        "localhost", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "", "127.0.0.1 ", "::ffff:127.0.0.1%1",
    ],
)  # fmt: skip
def test_what_is_not_everybodys_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "8.8.8.8", "100.128.0.1", "172.32.0.1", "192.1.0.1", "2606:4700::1111", "2a00:1450::5", "::ffff:1.1.1.1", "64:ff9b::8.8.8.8"],
)  # fmt: skip
def test_what_is_everybodys_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses())
def test_nothing_counts_as_public_that_the_registries_keep(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    inner = getattr(address, "ipv4_mapped", None)
    translated = address in ipaddress.ip_network("64:ff9b::/96")
    if is_public(str(address)) and not translated:
        assert (inner or address).is_global
        assert not (inner or address).is_multicast


def test_in_production_nothing_is_loosened() -> None:
    plain = WebLinks()

    assert plain._is_allowed is is_public
    assert plain._resolve is resolved
    assert plain._ports == PORTS == {80, 443}
    assert plain._tls is True


async def test_a_picture_is_fetched_with_no_word_about_us(web: LoopbackWeb) -> None:
    assert await web.links().fetch(web.url("/cat.png#part"), MOST) == PICTURE

    [request] = web.requests
    names = {line.partition(":")[0].lower() for line in request.splitlines()[1:] if line}
    assert request.startswith("GET /cat.png HTTP/1.1")
    assert names == {"host", "accept", "accept-encoding", "user-agent", "connection"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_moved_picture_is_followed_without_cookies(web: LoopbackWeb, status: int) -> None:
    web.pages["/old"] = moved("/cat.png", status)

    assert await web.links().fetch(web.url("/old"), MOST) == PICTURE
    assert "cookie" not in web.requests[1].lower()
    assert "referer" not in web.requests[1].lower()


async def test_a_link_is_followed_three_times_and_no_more(web: LoopbackWeb) -> None:
    for number in range(10):
        web.pages[f"/{number}"] = moved(f"/{number + 1}")
    web.pages[f"/{MOST_REDIRECTS}"] = Page(PICTURE)

    assert await web.links().fetch(web.url("/0"), MOST) == PICTURE
    web.pages[f"/{MOST_REDIRECTS}"] = moved("/cat.png")
    with pytest.raises(LinkDead):
        await web.links().fetch(web.url("/0"), MOST)


HOSTILE = [
    "127.0.0.1",
    "127.0.0.9",
    "10.0.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "0.0.0.0",  # noqa: S104 - not bound, asked for
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[fe80::1]",
    "[fd00::1]",
    "2130706433",
    "127.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "0177.0.0.1",
    "localhost",
    "localhost.",
    "metadata",
    "inside.example",
    "inside6.example",
    "both.example",
    "mapped.example",
    "cloud.example",
    "１２７.０.０.１",
    "user@pictures.example",
    "user:word@pictures.example",
    ":word@pictures.example",
]


@pytest.mark.parametrize("host", HOSTILE)
@pytest.mark.parametrize("redirected", [False, True], ids=["straight", "by redirect"])
async def test_nothing_inside_is_reached(web: LoopbackWeb, host: str, *, redirected: bool) -> None:
    web.names |= {
        "inside.example": [PRIVATE],
        "inside6.example": ["::1"],
        "both.example": [PUBLIC, PRIVATE],
        "mapped.example": ["::ffff:127.0.0.1"],
        "cloud.example": ["169.254.169.254"],
        "localhost": [PRIVATE],
        "localhost.": [PRIVATE],
    }
    url = web.url("/cat.png", host)
    if redirected:
        web.pages["/old"] = moved(url)
        url = web.url("/old")

    with pytest.raises(LinkRefused):
        await web.links().fetch(url, MOST)
    assert web.connections == {PRIVATE: 0, PUBLIC: int(redirected)}


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://pictures.example/cat.png", "gopher://pictures.example/1", "data:image/png;base64,AA",
        "javascript:alert(1)", "//pictures.example/cat.png", "cat.png", "", "http://", "http:///cat.png", "http://[::1",
        "http://pictures.example:99999/cat.png", "http://pictures.example:x/", "http://.../", "http://a..example/",
    ],
)  # fmt: skip
async def test_what_is_no_link_to_the_web_is_refused(web: LoopbackWeb, url: str) -> None:
    with pytest.raises(LinkRefused):
        await web.links().fetch(url, MOST)
    web.pages["/old"] = moved(url or "file:///")
    if "://" in url and not url.startswith("http:///") and url != "http://":  # those are relative there
        with pytest.raises(LinkRefused):
            await web.links().fetch(web.url("/old"), MOST)
    assert not web.connections[PRIVATE]


@pytest.mark.parametrize("port", [22, 25, 6379, 8080])
async def test_only_the_webs_ports_are_asked(web: LoopbackWeb, port: int) -> None:
    with pytest.raises(LinkRefused):
        await web.links().fetch(f"http://{NAME}:{port}/cat.png", MOST)
    assert not web.asked


async def test_a_name_that_changes_its_mind_changes_nothing(web: LoopbackWeb) -> None:
    answers = [[PUBLIC], [PRIVATE], [PRIVATE]]

    async def rebinding(_name: str, _port: int) -> list[str]:
        return answers.pop(0)

    links = web.links()
    links._resolve = rebinding

    assert await links.fetch(web.url("/cat.png"), MOST) == PICTURE
    assert len(answers) == 2, "asked once"
    assert web.connections == {PUBLIC: 1, PRIVATE: 0}
    with pytest.raises(LinkRefused):
        await links.fetch(web.url("/cat.png"), MOST)
    assert web.connections == {PUBLIC: 1, PRIVATE: 0}


async def test_the_socket_itself_is_the_last_to_judge(web: LoopbackWeb) -> None:
    judged: list[str] = []

    def once(address: str) -> bool:
        judged.append(address)
        return len(judged) == 1

    links = web.links()
    links._is_allowed = once

    with pytest.raises(LinkRefused):
        await links.fetch(web.url("/cat.png"), MOST)
    assert judged == [PUBLIC, PUBLIC]
    assert not web.connections[PUBLIC]


async def test_a_link_to_an_address_that_is_public_is_fetched(web: LoopbackWeb) -> None:
    assert await web.links().fetch(web.url("/cat.png", PUBLIC), MOST) == PICTURE
    assert not web.asked


async def test_what_says_to_be_a_picture_and_is_none_is_not_read_to_its_end(web: LoopbackWeb) -> None:
    web.pages["/page"] = Page(
        b"<!DOCTYPE html><html>" + b"x" * 5000, headers={"Content-Type": "image/png"}, endless=True
    )
    web.pages["/short"] = Page(b"%PDF-1.7")
    web.pages["/typed"] = Page(PICTURE, headers={"Content-Type": "text/html"})
    web.pages["/svg"] = Page(b"<svg xmlns='http://www.w3.org/2000/svg'/>")

    for path, found in (("/page", "html"), ("/short", "pdf")):
        with pytest.raises(NotAnImage) as refused:
            await web.links().fetch(web.url(path), 10_000_000)
        assert refused.value.found == found
    assert await web.links().fetch(web.url("/typed"), MOST) == PICTURE
    assert (await web.links().fetch(web.url("/svg"), MOST)).startswith(b"<svg")


@pytest.mark.parametrize(
    "page",
    [
        Page(PICTURE + bytes(MOST)),
        Page(PICTURE + bytes(5000), endless=True),
        Page(headers={"Content-Length": str(MOST + 1)}),
    ],
    ids=["told", "untold", "claimed"],
)
async def test_a_picture_beyond_the_cap_is_refused(web: LoopbackWeb, page: Page) -> None:
    web.pages["/large"] = page

    with pytest.raises(ImageTooLarge) as refused:
        await web.links().fetch(web.url("/large"), MOST)
    assert refused.value.limit_bytes == MOST


async def test_what_is_packed_is_not_unpacked(web: LoopbackWeb) -> None:
    bomb = gzip.compress(PICTURE + bytes(50_000_000))
    web.pages["/bomb"] = Page(bomb, headers={"Content-Encoding": "gzip", "Content-Type": "image/png"})

    with pytest.raises(LinkDead):
        await web.links().fetch(web.url("/bomb"), MOST)


@pytest.mark.parametrize(
    "page",
    [
        Page(status=404),
        Page(PICTURE, 500),
        Page(PICTURE, 206),
        moved(""),
        Page(status=301),
        Page(headers={"X": "y" * 100_000}),
    ],
    ids=["gone", "broken", "a part", "to itself", "nowhere", "much ado"],
)
async def test_nothing_behind_a_link(web: LoopbackWeb, page: Page) -> None:
    web.pages["/cat"] = page

    with pytest.raises(LinkDead):
        await web.links().fetch(web.url("/cat"), MOST)


async def test_who_answers_nothing_is_not_waited_for(web: LoopbackWeb) -> None:
    web.pages["/slow"] = Page(silent=True)
    began = time.monotonic()

    with pytest.raises(LinkDead):
        await web.links(seconds=0.2).fetch(web.url("/slow"), MOST)
    assert time.monotonic() - began < 3


async def test_a_name_that_is_not_there_and_a_port_that_is_shut(web: LoopbackWeb) -> None:
    with pytest.raises(LinkDead):
        await web.links().fetch(web.url("/cat.png", "nobody.example"), MOST)
    web.names["shut.example"] = ["127.0.0.3"]
    links = web.links()
    links._is_allowed = lambda address: address == "127.0.0.3"
    with pytest.raises(LinkDead):
        await links.fetch(web.url("/cat.png", "shut.example"), MOST)


async def test_a_certificate_must_be_the_names_though_the_address_is_fixed() -> None:
    async with loopback_web(tls=True) as web:
        web.pages["/cat.png"] = Page(PICTURE)
        web.names["other.example"] = [PUBLIC]

        assert await web.links(trusting()).fetch(web.url("/cat.png", scheme="https"), MOST) == PICTURE
        with pytest.raises(LinkDead):
            await web.links(trusting()).fetch(web.url("/cat.png", "other.example", "https"), MOST)
        with pytest.raises(LinkDead):
            await web.links().fetch(web.url("/cat.png", scheme="https"), MOST)
        assert len(web.requests) == 1


async def test_the_link_is_in_no_error(web: LoopbackWeb) -> None:
    with pytest.raises(LinkDead) as dead:
        await web.links().fetch(web.url("/secret-path"), MOST)

    assert "secret" not in repr(dead.value)
    assert dead.value.__cause__ is None


async def test_this_machines_resolver_tells_addresses() -> None:
    assert "127.0.0.1" in await resolved("localhost", 80)


async def test_many_links_are_fetched_a_few_at_a_time(web: LoopbackWeb) -> None:
    links = web.links()
    found = await asyncio.gather(*(links.fetch(web.url("/cat.png"), MOST) for _ in range(20)))

    assert set(found) == {PICTURE}
