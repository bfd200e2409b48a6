"""The seams that others implement: couriers, providers, storage, the job engine.

Declared here by the code that uses them; `storage/` and `bots/` implement them, and one
contract suite per port in `tests/contract/` runs on every implementation.
"""

from core.ports.jobs import Jobs, Ledger
from core.ports.judging import Judge
from core.ports.keeping import Blobs, Directory, Inbox, Notes, Pictures, Questions
from core.ports.links import Links
from core.ports.platforms import Adapter, Courier, Inlet, Provider, Receiver
from core.ports.running import GRANTED, Clock, JobEngine, Signal, Signals, Step, Tenure
from core.ports.weather import Weathers

__all__ = [
    "GRANTED",
    "Adapter",
    "Blobs",
    "Clock",
    "Courier",
    "Directory",
    "Inbox",
    "Inlet",
    "JobEngine",
    "Jobs",
    "Judge",
    "Ledger",
    "Links",
    "Notes",
    "Pictures",
    "Provider",
    "Questions",
    "Receiver",
    "Signal",
    "Signals",
    "Step",
    "Tenure",
    "Weathers",
]
