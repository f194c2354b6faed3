"""What the processor can do."""


def has_bfloat16() -> bool:
    """Whether it multiplies bfloat16 natively (AVX-512 BF16, AMX); else float32 is faster."""
    import torch

    can = torch.cpu.get_capabilities()
    return bool(can.get("avx512_bf16") or can.get("amx_bf16"))
