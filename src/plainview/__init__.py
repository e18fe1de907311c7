"""plainview: who searched the licence-plate cameras, for whom, and did the law allow it?"""

__version__ = "0.6.0"
