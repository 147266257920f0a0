"""Uploads are sealed as they stream in; where no view has said how, a file is refused and never spooled in clear."""
