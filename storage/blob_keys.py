"""Where the bytes of a key are, in a folder or a bucket."""

from hashlib import sha256

from core.pictures import BlobKey

DIGITS = 64


def key_of(data: bytes) -> BlobKey:
    """The hash of the content."""
    return BlobKey(sha256(data).hexdigest())


def path_of(key: BlobKey) -> str:
    """Spread over 65,536 folders by the first four digits. KeyError for what is no key."""
    if not (len(key) == DIGITS and key.isascii() and key.isalnum()):
        raise KeyError(key)
    return f"{key[:2]}/{key[2:4]}/{key}"
