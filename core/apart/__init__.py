"""Decoders for a process of their own: of formats in which a stranger's file could do most harm.

`core.imaging.foreign` starts that process. Nothing here knows the rest of Chatbrush.
"""
