# moto checks the signature of a query whose %2F it has turned into slashes, so that no list with a
# folder ever passes. The query is put back as it was signed.
import sys
from urllib.parse import quote, unquote

from moto.iam.access_control import S3IAMRequest
from moto.server import main

as_moto_reads_it = S3IAMRequest._create_aws_request


def as_it_was_signed(self):
    request = as_moto_reads_it(self)
    path, _, query = request.url.partition("?")
    if query:
        pairs = (pair.partition("=") for pair in query.split("&"))
        escaped = (f"{quote(unquote(name), safe='')}={quote(unquote(value), safe='')}" for name, _, value in pairs)
        request.url = f"{path}?{'&'.join(escaped)}"
    return request


S3IAMRequest._create_aws_request = as_it_was_signed
main(sys.argv[1:])
