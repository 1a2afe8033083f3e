using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests;

/// <summary>An authority that nobody else trusts, and what it certified.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly X509Certificate2 authority;

    public TestCertificates(TempDirectory directory)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        AuthorityFile = directory.Write("ca.pem", authority.ExportCertificatePem());
        using X509Certificate2 server = Issue("CN=localhost");
        ServerFile = directory.Write("server.pem", server.ExportCertificatePem());
        ServerKeyFile = directory.Write("server.key", server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Client = Issue("CN=client");
    }

    public string AuthorityFile { get; }

    public string ServerFile { get; }

    public string ServerKeyFile { get; }

    public X509Certificate2 Client { get; }

    /// <summary>Whether the authority certified it.</summary>
    public bool Issued(X509Certificate? certificate)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using X509Certificate2 copy = X509CertificateLoader.LoadCertificate(certificate!.GetRawCertData());
        return chain.Build(copy);
    }

    public void Dispose()
    {
        authority.Dispose();
        Client.Dispose();
    }

    private X509Certificate2 Issue(string subject)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 plain = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 withKey = plain.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }
}
