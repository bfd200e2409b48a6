"""Roles and threads as Discord sends them."""

from typing import Any


def role_payload(role_id: int, name: str, permissions: int) -> dict[str, Any]:
    return {
        "id": str(role_id),
        "name": name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": 0,
        "permissions": str(permissions),
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def thread_payload(parent_id: int | None, *, locked: bool) -> dict[str, Any]:
    return {
        "parent_id": str(parent_id),
        "owner_id": "1",
        "message_count": 0,
        "member_count": 1,
        "thread_metadata": {
            "archived": locked,
            "auto_archive_duration": 1440,
            "archive_timestamp": "2024-01-01T00:00:00+00:00",
            "locked": locked,
        },
    }
