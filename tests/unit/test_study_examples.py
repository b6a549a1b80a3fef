"""The examples run as they stand and do what the command line does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"

#: Runs the code cells of a notebook one after another, as a notebook does, and shows the last value of each.
RUNNER = """
import ast, json, sys
names = {}
for cell in json.load(open(sys.argv[1], encoding="utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        tree = ast.parse("".join(cell["source"]))
        last = ast.Expression(tree.body.pop().value) if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, cell["id"], "exec"), names)
        if last is not None:
            value = eval(compile(last, cell["id"], "eval"), names)
            print(getattr(value, "_repr_html_", value.__repr__)())
"""

pytestmark = [pytest.mark.jit_only, pytest.mark.slow]


def in_folder(folder: Path, *arguments: str) -> str:
    """Run Python in a folder; returns what it printed."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_ten_lines_do_what_the_command_does(tmp_path: Path) -> None:
    code = (EXAMPLES / "ten_lines.py").read_text(encoding="utf-8")
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    said = in_folder(tmp_path, str(EXAMPLES / "ten_lines.py"))
    asked = ["iamd", "run", "one-battery", "--runs", "40", "--seed", "1", "--out", "again", "--json"]
    code = f"import sys; sys.argv = {asked!r}\nfrom iamd.cli import main; sys.exit(main())"
    again = json.loads(in_folder(tmp_path, "-c", code))
    first = json.loads((tmp_path / "results" / "one-battery" / "summary.json").read_text(encoding="utf-8"))
    assert again["result_hash"] == first["result_hash"]
    assert again["headline"] in said
    assert "report.html" in said


def test_the_notebook_runs_from_top_to_bottom(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    notebook = EXAMPLES / "first_run.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    assert all(not cell.get("outputs") for cell in cells)  # committed without results
    said = in_folder(tmp_path, "-c", RUNNER, str(notebook))
    assert "threats get through" in said
    assert "against count=6" in said or "count=8" in said
