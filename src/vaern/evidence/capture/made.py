"""What a capture is: its files, and what is known of it. No Django here."""

from dataclasses import dataclass, field


@dataclass
class Made:
    """What a capture is: its files in the folder, and what is known of it."""

    url: str
    final_url: str = ""
    title: str = ""
    status: int = 0
    started_at: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    verdict: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    reached: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    software: str = ""
    problem: str = ""
