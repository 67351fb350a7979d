"""One promise across all years: carried over, promised again; a problem named again, repeated or lasting."""

from commitments.thread.links import Again, Echo, Lasting, Web
from commitments.thread.rows import Answer, Link, Step, Year, labels, thread, web

__all__ = ["Again", "Answer", "Echo", "Lasting", "Link", "Step", "Web", "Year", "labels", "thread", "web"]
