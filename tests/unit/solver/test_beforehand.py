"""How two processes compile at first."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import bargaining.solver.beforehand as beforehand


class Child:
    """Stands for the process that compiles half of the kernels."""

    def __init__(self, command, **streams):
        self.command, self.done = command, []

    def wait(self):
        self.done.append("waited for")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.done.append("pipe closed")


@pytest.fixture
def begin(monkeypatch):
    """Return a function that compiles beforehand, pretended, and returns the processes begun."""

    def begun(kept=False, worker=False, processors=(0, 1), trouble=None, start=None):
        children = []

        def child(*given, **named):
            if start is not None:
                raise start
            children.append(Child(*given, **named))
            return children[-1]

        def value():
            if trouble is not None:
                raise trouble

        for name, fake in {
            "nothing_is_kept": lambda: not kept,
            "parent_process": lambda: "one" if worker else None,
            "first_half": value,
        }.items():
            monkeypatch.setattr(beforehand, name, fake)
        monkeypatch.setattr(beforehand.subprocess, "Popen", child)
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(processors), raising=False)
        try:
            beforehand.compile_beforehand.__wrapped__()
        except KeyboardInterrupt:
            assert trouble is not None
        return children

    return begun


def test_half_of_the_kernels_are_compiled_in_another_process_and_waited_for(begin):
    (child,) = begin()
    assert child.done == ["waited for", "pipe closed"]
    compile(child.command[-1], "its code", "exec")
    assert "beforehand.second_half()" in child.command[-1]


def test_a_stop_by_hand_ends_the_other_process(begin):
    (child,) = begin(trouble=KeyboardInterrupt())
    assert child.done == ["pipe closed"]


def test_the_other_process_ends_when_its_parent_is_gone():
    code = (
        "import time; from bargaining.solver import beforehand; beforehand.end_with_parent(); "
        "print('begun', flush=True); time.sleep(60)"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe) as child:
        assert child.stdout.readline().strip() == b"begun"
        # The system closes the pipe of a process that ends, in whatever way.
        child.stdin.close()
        assert child.wait() == 1


@pytest.mark.parametrize(
    "where", [{"kept": True}, {"worker": True}, {"processors": [0]}, {"start": OSError("none")}]
)
def test_where_another_process_is_of_no_use_none_is_begun(begin, where):
    assert begin(**where) == []
