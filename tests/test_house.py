"""The laws of the house, read off the source."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("alerts", "config", "dashboard", "geo", "ingest", "ops", "simulation", "store", "vision")
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
MODULES = [path for path in SOURCES if path.name != "__init__.py"]
TRACKED = subprocess.run(
    ["/usr/bin/env", "git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split("\0")
FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|managers?|base)(_|$)")
SQL = re.compile(r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE)\b", re.DOTALL)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    nodes = ast.walk(ast.parse(path.read_text()))
    return [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _called(node: ast.expr) -> str:
    target = node.func if isinstance(node, ast.Call) else node
    return ast.unparse(target)


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_file_name_is_a_noun_of_the_field(path):
    assert not FORBIDDEN_NAMES.search(path.stem)


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_file_is_short_enough_to_be_read_at_once(path):
    assert len(path.read_text().splitlines()) <= 250


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_module_docstring_is_one_sentence(path):
    text = ast.get_docstring(ast.parse(path.read_text()))
    assert text, "the module has no docstring"
    assert "\n\n" not in text and text.rstrip().endswith(".")


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_function_is_never_over_forty_lines(path):
    long = [f"{f.name} ({f.end_lineno - f.lineno + 1})" for f in _functions(path) if f.end_lineno - f.lineno >= 40]
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_public_function_and_class_say_what_they_are(path):
    tree = ast.parse(path.read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    silent = [n.name for n in tree.body if isinstance(n, kinds) and n.name[0] != "_" and not ast.get_docstring(n)]
    assert silent == []


@pytest.mark.parametrize("path", [p for p in SOURCES if p.parts[len(ROOT.parts)] != "store"], ids=_name)
def test_sql_stands_in_store_alone(path):
    texts = [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
    assert [text for text in texts if isinstance(text, str) and SQL.search(text)] == []


@pytest.mark.parametrize("path", [p for p in SOURCES if p.parts[len(ROOT.parts)] not in ("config", "ops")], ids=_name)
def test_environment_is_read_in_config_alone(path):
    text = path.read_text()
    assert "os.environ" not in text and "getenv" not in text


@pytest.mark.parametrize("path", sorted((ROOT / "dashboard").rglob("*.py")), ids=_name)
def test_callback_never_blocks_the_event_loop(path):
    blocking = [
        f.name
        for f in _functions(path)
        for d in f.decorator_list
        if _called(d).split(".")[-1] == "callback" and not isinstance(f, ast.AsyncFunctionDef)
    ]
    assert blocking == []


def test_every_package_is_installed():
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    there = {str(path.parent.relative_to(ROOT)).replace("/", ".") for path in SOURCES if path.name == "__init__.py"}
    assert there == set(packages)


def test_every_setting_says_its_unit_or_why():
    lines = (ROOT / "config" / "default.toml").read_text().splitlines()
    first = lines.index("[[alerts.thresholds]]")
    silent = [line for line in lines[:first] if re.match(r"\w+ = ", line) and "#" not in line]
    assert silent == []


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.match(r"[\w.-]+", text).group().lower().replace("_", "-") for text in wanted}
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and line[0] != "#"]
    assert all(re.fullmatch(r"[\w.-]+==[\w.!+-]+", line) for line in lines)
    assert names <= {line.partition("==")[0].lower().replace("_", "-") for line in lines}


@pytest.mark.parametrize("name", [name for name in TRACKED if name])
def test_tracked_file_holds_no_binary_no_registry_and_no_path_of_a_machine(name):
    path = ROOT / name
    if not path.is_file() or name in ("tests/test_house.py", "docs/wall.png"):
        return
    text = path.read_bytes().decode()  # a binary is no UTF-8
    assert len(text) <= 600_000
    assert not re.search(
        r"index[-]url|/simple[/] |maven[2]/|registry[.]npm[j]s|(^|[^A-Za-z0-9_.])/(work|farm|root)/", text
    )
    assert max(map(len, text.splitlines()), default=0) <= 400 or name.endswith((".geojson", ".csv"))


def test_tests_never_sleep_and_hope():
    sleeping = [
        _name(p) for p in (ROOT / "tests").rglob("*.py") if p.name != "test_house.py" and "time.sleep(" in p.read_text()
    ]
    assert sleeping == ["tests/patience.py"]
