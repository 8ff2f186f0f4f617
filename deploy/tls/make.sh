#!/bin/sh
# An authority for the machines of a cluster, and a certificate by it for one of them:
#
#     make.sh FOLDER ADDRESS…
#
# The first time it makes `ca.crt` and `ca.key` in FOLDER, and each time `ADDRESS.crt` and
# `ADDRESS.key`, named after the first of its addresses and names. Whoever has `ca.key` can be any
# machine of the cluster: keep it on none of them.
set -eu
umask 077

folder=$1
shift
name=$1
alternatives=
for address in "$@"; do
    case $address in
    *[!0-9.]*) kind=DNS ;;
    *) kind=IP ;;
    esac
    alternatives="${alternatives:+$alternatives,}$kind:$address"
done

if [ ! -e "$folder/ca.key" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
        -subj "/CN=Goodturn cluster" -keyout "$folder/ca.key" -out "$folder/ca.crt" \
        -addext keyUsage=critical,keyCertSign,cRLSign
fi
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" \
    -keyout "$folder/$name.key" -out "$folder/$name.csr"
# Each machine is a server to the others and a client of them.
printf 'basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\n%s\n%s\n' \
    "extendedKeyUsage=serverAuth,clientAuth" "subjectAltName=$alternatives" >"$folder/$name.ext"
openssl x509 -req -in "$folder/$name.csr" -days 825 -extfile "$folder/$name.ext" \
    -CA "$folder/ca.crt" -CAkey "$folder/ca.key" -set_serial "0x$(openssl rand -hex 16)" -out "$folder/$name.crt"
rm "$folder/$name.csr" "$folder/$name.ext"
# Everybody may see these; the keys stay their owner's.
chmod 644 "$folder/ca.crt" "$folder/$name.crt"
