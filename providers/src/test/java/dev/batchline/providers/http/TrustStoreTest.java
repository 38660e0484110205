package dev.batchline.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom an account trusts that names a file. */
class TrustStoreTest {
    @TempDir
    Path folder;

    @Test
    void trustsTheFileBesideTheJdk() throws Exception {
        SelfSigned own = SelfSigned.in(folder);
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(own.pem())));
        TrustManagerFactory jdk = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        jdk.init((KeyStore) null);
        X509Certificate[] known = ((X509TrustManager) jdk.getTrustManagers()[0]).getAcceptedIssuers();
        assertThat(known).isNotEmpty().doesNotContain(certificate);
        assertThat(TrustStore.with(own.pem()).getAcceptedIssuers())
                .contains(known)
                .contains(certificate);
    }
}
