"""Which jobs have not ended, as both databases find them in an index of nothing else."""

import sqlalchemy as sa

from core.jobs import ENDED, JobState

_OPEN = [sa.literal_column(f"'{state.value}'", sa.Text) for state in sorted(set(JobState) - ENDED)]


def is_open(state: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """The job of this state has not ended.

    Say so whenever jobs are sought by their state: then a database looks at open jobs alone, whatever
    it believes about how many there are. It does so only for this very expression, without parameters.
    """
    return state.in_(_OPEN)
