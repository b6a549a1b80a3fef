"""Answers of the studies that are worked out, kept as text so that a list of studies needs no compiler.

``python -m iamd.study.answers`` writes them anew after a change; a test compares what is kept with what comes out.
"""

from __future__ import annotations

import textwrap

from iamd.study.shelf import SHIPPED, document, names, study
from iamd.study.worksheet import work_out


def answer(name: str) -> str:
    """The answer of a study, worked out now.

    Raises:
        InputError: there is no such study, or its file asks for what does not exist.
    """
    spec, where = study(name), document(name).where
    return (
        work_out(spec, where, SHIPPED / name).answer(spec.answer, where(("answer",)))
        if spec.steps
        else spec.answer
    )


def record() -> list[str]:
    """Write ``answer.txt`` of every study that is worked out; their names."""
    found = [name for name in names() if study(name).steps]
    for name in found:
        text = textwrap.fill(answer(name), 110, break_long_words=False, break_on_hyphens=False) + "\n"
        (SHIPPED / name / "answer.txt").write_text(text, encoding="utf-8", newline="\n")
    return found


if __name__ == "__main__":
    print("\n".join(record()))
