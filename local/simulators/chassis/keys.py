"""The key pair with which statements (JWT bearer) are signed to simulators. It opens them and nothing else."""

from functools import cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPrivateNumbers,
    RSAPublicNumbers,
    rsa_crt_dmp1,
    rsa_crt_dmq1,
    rsa_crt_iqmp,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

_EXPONENT: Final = 65537
_P: Final = int(
    "c7a8f302493bff9e8ea7a5a6272e1f2401c9eeba7b7577e64cac471682fd8c26"
    "885fc4533fac572412977c4ce267ec0d949cac73264c9231af7b0c8412cce954"
    "a7f5b4edd062d13c936f9d09da3d9b43477abdf6c1fd46da27dc2184908d2afb"
    "663f65bc5538752c6f04bca37635a01e86ef02e826920feccfc16a60f9a0e2bb",
    16,
)
_Q: Final = int(
    "b9cc5c161898b0cadbd36222baba36e9928d2f00127050f4ae24865d7affa53a"
    "566c23e53ea0dfcd7c3df56baa66cc336ccdbd7ad94b3a21dcd591af0843a64d"
    "1c1c3d138b02d475f5013e3055c6b230d4c4d6086aeff4c87a91b9dc26951070"
    "5fd262c2d3609d9da9ba0cde092957bc1a1eadde2ba187d3c188cbfd7e1ab93b",
    16,
)


@cache
def private_key() -> RSAPrivateKey:
    secret = pow(_EXPONENT, -1, (_P - 1) * (_Q - 1))
    numbers = RSAPrivateNumbers(
        p=_P,
        q=_Q,
        d=secret,
        dmp1=rsa_crt_dmp1(secret, _P),
        dmq1=rsa_crt_dmq1(secret, _Q),
        iqmp=rsa_crt_iqmp(_P, _Q),
        public_numbers=RSAPublicNumbers(_EXPONENT, _P * _Q),
    )
    return numbers.private_key()


def private_pem() -> str:
    """As a person stores it."""
    return private_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
