"""The laws of the house, read off the source."""

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("alerts", "config", "dashboard", "geo", "ingest", "ops", "simulation", "store", "vision")
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
MODULES = [path for path in SOURCES if path.name != "__init__.py"]
TRACKED = subprocess.run(
    ["/usr/bin/env", "git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split("\0")
FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|managers?|base)(_|$)")
ELSEWHERE = re.compile(r"index[-]url|/simple[/] |maven[2]/|registry[.]npm[j]s|(^|[^A-Za-z0-9_.])/(work|farm|root)/")
SQL = re.compile(r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE)\b", re.DOTALL)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(_tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _called(node: ast.expr) -> str:
    target = node.func if isinstance(node, ast.Call) else node
    return ast.unparse(target)


def _outside(*rooms: str) -> list[Path]:
    return [path for path in SOURCES if path.parts[len(ROOT.parts)] not in rooms]


# One test a law, which names all that break it: one for each file would take longer than to read them.


def test_there_is_a_source_to_judge():
    assert len(MODULES) > 300 and {path.parts[len(ROOT.parts)] for path in MODULES} == set(ROOMS)


def test_file_name_is_a_noun_of_the_field():
    assert [_name(path) for path in SOURCES if FORBIDDEN_NAMES.search(path.stem)] == []


def test_file_is_short_enough_to_be_read_at_once():
    assert [_name(path) for path in SOURCES if len(path.read_text().splitlines()) > 250] == []


def test_module_docstring_is_one_sentence():
    texts = {_name(path): ast.get_docstring(_tree(path)) or "" for path in MODULES}
    assert [name for name, text in texts.items() if "\n\n" in text or not text.rstrip().endswith(".")] == []


def test_function_is_never_over_forty_lines():
    sized = [(_name(path), f.name, f.end_lineno - f.lineno + 1) for path in SOURCES for f in _functions(path)]
    assert [(where, name, lines) for where, name, lines in sized if lines > 40] == []


def test_public_function_and_class_say_what_they_are():
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    nodes = [(_name(path), node) for path in MODULES for node in _tree(path).body if isinstance(node, kinds)]
    assert [(where, n.name) for where, n in nodes if n.name[0] != "_" and not ast.get_docstring(n)] == []


def test_sql_stands_in_store_alone():
    nodes = [(_name(path), node) for path in _outside("store") for node in ast.walk(_tree(path))]
    texts = [(where, node.value) for where, node in nodes if isinstance(node, ast.Constant)]
    assert [(where, text) for where, text in texts if isinstance(text, str) and SQL.search(text)] == []


def test_environment_is_read_in_config_alone():
    texts = {_name(path): path.read_text() for path in _outside("config", "ops")}
    assert [name for name, text in texts.items() if "os.environ" in text or "getenv" in text] == []


def test_callback_never_blocks_the_event_loop():
    blocking = [
        (_name(path), f.name)
        for path in SOURCES
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


def _faults(path: Path) -> list[str]:
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError:
        return ["a binary"]
    longest = max(map(len, text.splitlines()), default=0)
    found = {
        "too large": len(text) > 600_000,
        "a registry, or a path of a machine": ELSEWHERE.search(text) is not None,
        "minified": longest > 400 and path.suffix not in (".geojson", ".csv"),
    }
    return [fault for fault, is_there in found.items() if is_there]


def test_tracked_files_hold_no_binary_no_registry_and_no_path_of_a_machine():
    paths = [ROOT / name for name in TRACKED if name not in ("", "tests/test_house.py", "docs/wall.png")]
    faults = {_name(path): _faults(path) for path in paths if path.is_file()}
    assert len(faults) > 700
    assert {name: found for name, found in faults.items() if found} == {}


def test_tests_never_sleep_and_hope():
    sleeping = [
        _name(p) for p in (ROOT / "tests").rglob("*.py") if p.name != "test_house.py" and "time.sleep(" in p.read_text()
    ]
    assert sleeping == ["tests/patience.py"]
