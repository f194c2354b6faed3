"""A tiny random sentence-transformers folder, built on the spot."""

import json
from pathlib import Path
from typing import Literal

TEXT = "到2025年，农村生活污水治理率达到40%以上。大气环境质量持续改善；水什么是the target of"
"""Its vocabulary is the characters of this text."""

DIMENSION = 32
LENGTH = 24
"""The longest text that it takes, in tokens, the two special ones included."""

Mode = Literal["mean", "cls", "max", "lasttoken"]


def build(
    folder: Path,
    pooling: Mode | tuple[Mode, ...] = "mean",
    seed: int = 0,
    prompts: dict[str, str] | None = None,
    decoder: bool = False,
) -> Path:
    """Write the model; another seed gives other weights of the same shapes.

    It is a BERT, or a decoder like Qwen3-Embedding's, whose texts are padded on the left.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from transformers import BertConfig, BertModel, Qwen3Config, Qwen3Model

    body = folder / "body"
    body.mkdir(parents=True)
    _write_tokenizer(body, "left" if decoder else "right")
    config = (Qwen3Config if decoder else BertConfig)(
        vocab_size=len(set(TEXT)) + 4,
        hidden_size=DIMENSION,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=LENGTH,
        pad_token_id=0,
        initializer_range=0.2,
    )
    if isinstance(config, Qwen3Config):
        config.num_key_value_heads, config.head_dim = 2, 8
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = Qwen3Model(config) if isinstance(config, Qwen3Config) else BertModel(config)
        model.save_pretrained(body)
    modules = [Transformer(str(body)), Pooling(DIMENSION, pooling)]
    whole = SentenceTransformer(modules=modules, prompts=prompts, device="cpu")
    whole.save_pretrained(str(folder / "model"), create_model_card=False)
    return folder / "model"


def _write_tokenizer(folder: Path, padding_side: str) -> None:
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    vocabulary = {piece: at for at, piece in enumerate([*special, *sorted(set(TEXT))])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": LENGTH,
        "padding_side": padding_side,
        "pad_token": "[PAD]",
        "unk_token": "[UNK]",
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")


def build_reranker(folder: Path, scores: int = 1, seed: int = 0) -> Path:
    """Write a cross-encoder that gives a pair so many scores; one in use gives one."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    folder.mkdir(parents=True)
    _write_tokenizer(folder, "right")
    config = BertConfig(
        vocab_size=len(set(TEXT)) + 4,
        hidden_size=DIMENSION,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=2 * LENGTH,
        pad_token_id=0,
        initializer_range=0.5,
    )
    config.num_labels = scores
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        BertForSequenceClassification(config).save_pretrained(folder)
    return folder
