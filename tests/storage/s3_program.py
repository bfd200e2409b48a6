"""moto's S3 server, apart from everything else (see `tests.storage.s3_server`). Prints its port."""

import sys
import threading

from moto.server import ThreadedMotoServer  # type: ignore[import-not-found]  # it is not in our environment

if __name__ == "__main__":
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    sys.stdout.write(f"{server.get_host_and_port()[1]}\n")
    sys.stdout.flush()
    threading.Event().wait()
