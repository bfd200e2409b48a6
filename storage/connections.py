"""How every connection to PostgreSQL is made, so that no lost peer holds anything up for long."""

import sqlalchemy as sa

CONNECT_SECONDS = 5
IDLE_TRANSACTION_SECONDS = 5
"""The server ends a transaction that its process leaves alone for so long, with its locks. A process that is
paused in the middle of one must neither hold up the others nor commit once its tenure has run out."""

_KEEPALIVE = {
    "connect_timeout": str(CONNECT_SECONDS),
    "keepalives_idle": "10",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}
"""A peer that vanished without a word is noticed after 20 seconds at most."""


def keepalive(url: sa.URL) -> sa.URL:
    """The URL with the limits on waiting for a server; what it sets itself stays."""
    return url.set(query={**_KEEPALIVE, **url.query})


def watched(url: sa.URL) -> sa.URL:
    """The same, with the limit on idle transactions too."""
    own = url.query.get("options", "")
    options = f"-c idle_in_transaction_session_timeout={IDLE_TRANSACTION_SECONDS}s"
    options = f"{options} {own if isinstance(own, str) else ' '.join(own)}".strip()
    return keepalive(url).update_query_dict({"options": options})
