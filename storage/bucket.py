"""Bytes under the hash of their content, in a bucket of S3 or a server that speaks like it.

Where there is one for all processes, every one of them finds what another drew.
"""

import ipaddress
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from core.errors import SettingsInvalid, SettingsProblem
from core.identity import new_id
from core.pictures import BlobKey
from storage.blob_keys import key_of, path_of
from storage.stored_blobs import StoredBlobs

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig  # they are there for type checkers only

FORM = "Use s3://bucket or s3://bucket/folder."
ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
"""Where another server than Amazon's is named, the most special first, as Amazon's own tools do."""
PROBES = "probes"
CONNECT = timedelta(seconds=5)
REQUEST = timedelta(seconds=30)
"""The largest picture, 50 MB, over a line of 2 MB a second."""
ALL_TRIES = timedelta(seconds=60)
TRIES = 4


class BlobBucket(StoredBlobs):
    """Objects under one prefix of a bucket. An object is there only whole, and then it lasts."""

    async def put(self, data: bytes) -> BlobKey:
        """See the port."""
        key = key_of(data)
        try:
            await obstore.head_async(self._store, path_of(key))
        except FileNotFoundError:
            await obstore.put_async(self._store, path_of(key), data, use_multipart=False)
        return key

    async def check(self) -> None:
        """Do all that we will have to, once. Raises obstore's errors, or `FileNotFoundError`."""
        # Without leave to list, a server does not say that an object is missing, but that we may not see it.
        await obstore.list(self._store, chunk_size=1).collect_async()
        probe = f"{PROBES}/{new_id()}"
        await obstore.put_async(self._store, probe, b"chatbrush", use_multipart=False)
        await obstore.get_async(self._store, probe)
        await obstore.delete_async(self._store, probe)


def make_store(url: str, environ: Mapping[str, str]) -> S3Store:
    """The store of an s3:// URL; keys and region are obstore's to find. Blocks: it reads certificates.

    Raises `SettingsInvalid`.
    """
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        raise _invalid(FORM)
    endpoint = next((environ[name] for name in ENDPOINTS if environ.get(name)), None)
    is_loopback = endpoint is not None and _is_loopback(endpoint)
    if endpoint is not None and not endpoint.startswith("https://") and not is_loopback:
        raise _invalid(
            "Its endpoint must be an https:// address: keys and pictures would be open to all between."
        )
    retries: RetryConfig = {"max_retries": TRIES, "retry_timeout": ALL_TRIES}
    client: ClientConfig = {"connect_timeout": CONNECT, "timeout": REQUEST, "allow_http": is_loopback}
    try:
        if endpoint is None:
            return S3Store.from_url(url, client_options=client, retry_config=retries)
        return S3Store.from_url(url, endpoint=endpoint, client_options=client, retry_config=retries)
    except (BaseError, ValueError) as error:
        raise _invalid(f"{FORM} Keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.") from error


async def checked(store: S3Store) -> BlobBucket:
    """The blobs of a store that can be written, read and emptied. Raises `SettingsInvalid`."""
    bucket = BlobBucket(store)
    try:
        await bucket.check()
    except (BaseError, FileNotFoundError) as error:
        raise _invalid(
            f"The bucket cannot be used ({type(error).__name__}); "
            "look at its name, AWS_ENDPOINT_URL, AWS_REGION and the rights of the key (list, read, write, delete)."
        ) from error
    return bucket


def _is_loopback(endpoint: str) -> bool:
    host = urlsplit(endpoint).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _invalid(text: str) -> SettingsInvalid:
    return SettingsInvalid((SettingsProblem("blobs", text),))
