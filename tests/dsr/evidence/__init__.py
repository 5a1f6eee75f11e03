"""Evidence packs: asked for, made, checked."""
