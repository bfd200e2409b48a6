"""The loopback Discord itself: it judges requests, and gives nothing away that Discord would not."""

import aiohttp
import pytest

from tests.platforms.discord_people import People
from tests.platforms.discord_samples import upload
from tests.platforms.discord_server import TOKEN, loopback_discord
from tests.platforms.discord_spec import SPECIFICATION, specification

HEADERS = {"Authorization": f"Bot {TOKEN}"}


@pytest.mark.skipif(not SPECIFICATION.is_file(), reason="the published description is not at hand")
@pytest.mark.parametrize(
    ("method", "path", "query", "body", "complaint"),
    [
        ("POST", "/channels/1/messages", {}, {"content": 5}, "is not of type"),
        ("POST", "/channels/1/messages", {}, {"contents": "a"}, "unknown field 'contents'"),
        ("GET", "/channels/1/messages/2", {"deep": "1"}, None, "unknown query 'deep'"),
        ("POST", "/channels/1/nonsense", {}, {}, "no such path"),
        ("PUT", "/channels/1/messages", {}, {}, "no such method"),
        ("POST", "/interactions/1/t/callback", {"with_response": "1"}, {"type": 99}, "not valid"),
    ],
)
def test_a_request_against_the_description_is_named(
    method: str, path: str, query: dict[str, str], body: object, complaint: str
) -> None:
    description = specification()
    assert description is not None
    assert any(complaint in one for one in description.problems(method, path, query, body))
    assert description.problems("POST", "/channels/1/messages", {}, {"content": "a", "tts": False}) == []


@pytest.mark.skipif(not SPECIFICATION.is_file(), reason="the published description is not at hand")
async def test_a_violation_fails_the_test_that_made_it() -> None:
    with pytest.raises(AssertionError, match="contents"):
        async with loopback_discord() as server, aiohttp.ClientSession(headers=HEADERS) as session:
            await session.post(f"{server.origin}/api/v10/channels/1/messages", json={"contents": "a"})


async def test_content_is_withheld_in_rest_as_in_the_gateway() -> None:
    async with loopback_discord(content_granted=False) as server:
        people = People(server)
        channel = people.channel(people.guild())
        said = await people.post(people.user("Ada"), channel, "secret", [upload()])
        async with aiohttp.ClientSession(headers=HEADERS) as session:
            url = f"{server.origin}/api/v10/channels/{channel.id}/messages/{said.id}"
            async with session.get(url) as answer:
                shown = await answer.json()
        assert (shown["content"], shown["attachments"]) == ("", [])


async def test_where_the_bot_is_no_member_it_sees_nothing() -> None:
    async with loopback_discord() as server:
        people = People(server)
        channel = people.channel(people.guild(has_bot=False))
        said = await people.post(people.user("Ada"), channel, "hello")
        async with aiohttp.ClientSession(headers=HEADERS) as session:
            url = f"{server.origin}/api/v10/channels/{channel.id}/messages/{said.id}"
            async with session.get(url) as answer:
                assert (answer.status, (await answer.json())["code"]) == (403, 50001)
