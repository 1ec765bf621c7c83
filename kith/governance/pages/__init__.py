from kith.governance.pages.retention import urls as retention
from kith.governance.pages.unusual import urls as unusual

urls = [*unusual, *retention]
