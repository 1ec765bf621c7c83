from kith.governance.pages.access_request import urls as access_request
from kith.governance.pages.retention import urls as retention
from kith.governance.pages.unusual import urls as unusual

urls = [*unusual, *retention, *access_request]
