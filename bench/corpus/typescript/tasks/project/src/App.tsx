import React from "react";
import { Layout, Typography } from "antd";
import { Routes, Route, Link } from "react-router";
import BoardPage from "./pages/BoardPage";

const { Header, Content } = Layout;

const App: React.FC = () => {
  return (
    <Layout style={{ minHeight: "100vh" }}>
      <Header>
        <Link to="/">
          <Typography.Text style={{ color: "#fff" }}>Task Board</Typography.Text>
        </Link>
      </Header>
      <Content style={{ padding: "24px" }}>
        <Routes>
          <Route path="/" element={<BoardPage />} />
        </Routes>
      </Content>
    </Layout>
  );
};

export default App;
