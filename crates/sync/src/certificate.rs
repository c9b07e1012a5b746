//! Trusting the district's own certificate authority and nobody else, whatever the device's clock says.

use std::sync::{Arc, Mutex};

use daylog_wire::{directory::announcement, enrol::Fingerprint};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, ServerName, UnixTime},
};

/// What a connection trusts.
#[derive(Debug, Clone)]
pub(crate) enum Trust {
    /// The authorities of the directory, or the one that was pinned at enrolment, as DER. Any of them will do.
    Pinned(Vec<Vec<u8>>),
    /// Whichever CA the server shows, if it has the invite's fingerprint; it is kept here once seen.
    Invited(Fingerprint, Arc<Mutex<Option<Vec<u8>>>>),
}

/// A TLS configuration that accepts only servers of the trusted CA.
pub(crate) fn client_config(trust: Trust) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Arc::new(Verifier { trust, provider: provider.clone() });
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
}

/// Whether the authority `by` signed the announcement of the authority `next`.
pub(crate) fn announces(by: &[u8], next: &[u8], signature: &[u8]) -> bool {
    let by = CertificateDer::from(by);
    let Ok(by) = webpki::EndEntityCert::try_from(&by) else { return false };
    by.verify_signature(webpki::ring::ECDSA_P256_SHA256, &announcement(next), signature).is_ok()
}

#[derive(Debug)]
struct Verifier {
    trust: Trust,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    /// The usual verification against one CA. A phone whose clock is years off must sync all the same, and the
    /// pinned CA is as good on any day: when only the date speaks against a certificate, its own dates are taken for today's.
    fn verify(
        &self,
        authority: &[u8],
        chain: (&CertificateDer<'_>, &[CertificateDer<'_>]),
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(authority.to_vec()))?;
        let inner = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), self.provider.clone())
            .build()
            .map_err(|_| Error::InvalidCertificate(CertificateError::UnknownIssuer))?;
        let (leaf, others) = chain;
        let mut now = now;
        // The leaf's dates, then those of the authority's own certificate.
        for _ in 0..3 {
            now = match inner.verify_server_cert(leaf, others, name, ocsp, now) {
                Err(Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. })) => not_after,
                Err(Error::InvalidCertificate(CertificateError::NotValidYetContext { not_before, .. })) => not_before,
                verdict => return verdict,
            };
        }
        inner.verify_server_cert(leaf, others, name, ocsp, now)
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match &self.trust {
            Trust::Pinned(authorities) => {
                let mut verdict = Err(Error::InvalidCertificate(CertificateError::UnknownIssuer));
                for authority in authorities {
                    verdict = self.verify(authority, (leaf, others), name, ocsp, now);
                    if verdict.is_ok() {
                        break;
                    }
                }
                verdict
            }
            Trust::Invited(fingerprint, seen) => {
                let authority = others
                    .iter()
                    .find(|certificate| fingerprint.fits(certificate))
                    .ok_or(Error::InvalidCertificate(CertificateError::UnknownIssuer))?;
                let verified = self.verify(authority, (leaf, others), name, ocsp, now)?;
                if let Ok(mut seen) = seen.lock() {
                    *seen = Some(authority.to_vec());
                }
                Ok(verified)
            }
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
