/* All that openssl-sys asks a header for. Real builds compile the OpenSSL that comes with the crate. */
#define OPENSSL_VERSION_MAJOR 3
#define OPENSSL_VERSION_MINOR 5
#define OPENSSL_VERSION_PATCH 0
#define OPENSSL_VERSION_NUMBER 0x30500000L
