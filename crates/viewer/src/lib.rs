//! Mirror frames, shown in the agent's sandboxed iframe.
