//! The district's own certificate authority and the server certificate that it signs.

use std::net::IpAddr;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SanType, SigningKey, date_time_ymd,
};

use rustls::pki_types::PrivatePkcs8KeyDer;

/// The key or certificate was refused by the cryptographic library.
#[derive(Debug, thiserror::Error)]
#[error("a certificate cannot be made")]
pub struct CertificateProblem(#[from] rcgen::Error);

/// A certificate and its key, both as PEM text.
pub struct Issued {
    pub certificate: String,
    pub key: String,
    pub der: Vec<u8>,
}

// Devices pin the authority and sync must not depend on a right clock, so the years leave room on both sides.
const FIRST_YEAR: i32 = 2000;
const LAST_YEAR: i32 = 2099;

/// A key as PEM text.
pub fn key_pem(key: &PrivatePkcs8KeyDer<'_>) -> Result<String, CertificateProblem> {
    Ok(KeyPair::try_from(key)?.serialize_pem())
}

/// A new authority.
pub fn new_authority() -> Result<Issued, CertificateProblem> {
    let key = KeyPair::generate()?;
    let certificate = authority_parameters()?.self_signed(&key)?;
    Ok(Issued { certificate: certificate.pem(), key: key.serialize_pem(), der: certificate.der().to_vec() })
}

/// Signs with an authority's key: ECDSA P-256 with SHA-256, ASN.1.
pub fn sign(authority_key: &str, message: &[u8]) -> Result<Vec<u8>, CertificateProblem> {
    Ok(KeyPair::from_pem(authority_key)?.sign(message)?)
}

/// A server certificate for these names and addresses, signed by the authority whose key is given.
pub fn new_server(authority_key: &str, hosts: &[String]) -> Result<Issued, CertificateProblem> {
    let parameters = authority_parameters()?;
    let issuer = Issuer::from_params(&parameters, KeyPair::from_pem(authority_key)?);
    let key = KeyPair::generate()?;
    let mut server = CertificateParams::new(Vec::<String>::new())?;
    server.distinguished_name = named("Daylog district server");
    server.subject_alt_names = hosts
        .iter()
        .map(|host| match host.parse::<IpAddr>() {
            Ok(address) => Ok(SanType::IpAddress(address)),
            Err(_) => host.as_str().try_into().map(SanType::DnsName),
        })
        .collect::<Result<_, _>>()?;
    server.use_authority_key_identifier_extension = true;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    (server.not_before, server.not_after) = (date_time_ymd(FIRST_YEAR, 1, 1), date_time_ymd(LAST_YEAR, 12, 31));
    let certificate = server.signed_by(&key, &issuer)?;
    Ok(Issued { certificate: certificate.pem(), key: key.serialize_pem(), der: certificate.der().to_vec() })
}

// Always the same, so that a later server certificate names the same issuer.
fn authority_parameters() -> Result<CertificateParams, rcgen::Error> {
    let mut authority = CertificateParams::new(Vec::<String>::new())?;
    authority.distinguished_name = named("Daylog district authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (authority.not_before, authority.not_after) = (date_time_ymd(FIRST_YEAR, 1, 1), date_time_ymd(LAST_YEAR, 12, 31));
    Ok(authority)
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}
