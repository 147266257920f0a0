"""A thread that works a step behind the one who feeds it, so that hashing, writing and sealing go on side by side.

The work must be of the kind that lets other threads run meanwhile: hashing, writing, waiting for the disk.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec

Given = ParamSpec("Given")


class Behind:
    """Does one thing at a time. What goes wrong in it is raised at the next `do` or `wait`."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._doing: Future[object] | None = None

    def do(self, step: Callable[Given, object], *given: Given.args, **named: Given.kwargs) -> None:
        """Begin this once the last thing is done; returns while it goes on."""
        self.wait()
        self._doing = self._thread.submit(step, *given, **named)

    def wait(self) -> None:
        """Until nothing is going on."""
        doing, self._doing = self._doing, None
        if doing is not None:
            doing.result()

    def stop(self) -> None:
        """Let what is going on come to its end, well or not, and end the thread."""
        self._thread.shutdown()
