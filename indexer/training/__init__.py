"""How the default model was taught the language of plans: the pairs and the recipe (模型训练).

Nothing here runs in the product; it reads only `indexer/adapter.safetensors`, the outcome.
"""
